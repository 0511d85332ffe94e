package dev.millrace.run;

import dev.millrace.callback.Callbacks;
import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.command.RunReports;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What follows when runs end, however they do: whoever asked for callbacks is called, whoever asked
 * in Chat is answered, and the schedule that fired one is told. Every end is told by this class, in
 * the transaction that writes it. Safe for use by many threads.
 */
@Singleton
public final class RunEndings {
  private final Callbacks callbacks;
  private final ChatAnswerRepository chat;
  private final RunReports reports;

  RunEndings(Callbacks callbacks, ChatAnswerRepository chat, RunReports reports) {
    this.callbacks = callbacks;
    this.chat = chat;
    this.reports = reports;
  }

  /**
   * A run that has ended.
   *
   * @param error what its schedule is told; null when the run is completed
   */
  public record Ending(
      UUID run, String organizationId, String correlationId, RunKind kind, @Nullable String error) {
    /** Of the row as the end has left it. */
    public static Ending of(AgentRun run, @Nullable String error) {
      return new Ending(run.id(), run.organizationId(), run.correlationId(), run.kind(), error);
    }

    private boolean isScheduled() {
      return RunReports.isExecutionKey(correlationId);
    }

    private RunReports.End report() {
      return new RunReports.End(correlationId, organizationId, error);
    }
  }

  /** Tells of ends that this transaction writes. */
  public void tell(Connection connection, List<Ending> endings) {
    callbacks.runsEnded(connection, endings.stream().map(Ending::run).toList());
    endings.stream()
        .filter(ending -> ending.kind() == RunKind.CHAT)
        .forEach(ending -> chat.plan(connection, ending.run()));
    reports.report(
        connection, endings.stream().filter(Ending::isScheduled).map(Ending::report).toList());
  }
}
