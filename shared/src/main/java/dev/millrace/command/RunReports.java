package dev.millrace.command;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How whoever does what a schedule fired reports to its ledger, by the execution key: that it has a
 * command, in the transaction that writes it down, and the end, in the one that completes it. Until
 * then a command is published anew from time to time, since nobody else knows whether the broker
 * has forgotten it. Safe for use by many threads.
 */
@Singleton
public final class RunReports {
  private static final Sql REPORT =
      Sql.of(
          """
          UPDATE schedule_decisions d
          SET run_state = i.run_state, ended_at = now(), error = i.error, next_publish_at = NULL
          FROM unnest(:keys, :organizations, :states, :errors) AS i (execution_key, organization_id, run_state, error),
               schedules s
          WHERE d.execution_key = i.execution_key AND d.run_state = 'fired'
            AND s.id = d.schedule_id AND s.organization_id = i.organization_id
          """);

  private static final Sql RECEIVE =
      Sql.of(
          """
          UPDATE schedule_decisions d
          SET next_publish_at = NULL
          FROM unnest(:keys, :organizations) AS i (execution_key, organization_id), schedules s
          WHERE d.execution_key = i.execution_key AND d.next_publish_at IS NOT NULL
            AND s.id = d.schedule_id AND s.organization_id = i.organization_id
          """);

  /** Where the id of the schedule ends and its due time begins. */
  private static final int SEPARATOR = 36;

  /**
   * The end of a run.
   *
   * @param organizationId whose run it is: a key that somebody else made up reports nothing
   * @param error why it failed; null when it is finished
   */
  public record End(String executionKey, String organizationId, @Nullable String error) {}

  /** A command that is written down: whose it is, and its key. */
  public record Received(String executionKey, String organizationId) {}

  /** Whether a correlation id looks like an execution key. */
  public static boolean isExecutionKey(String correlationId) {
    return correlationId.indexOf('@') == SEPARATOR;
  }

  /**
   * Reports commands that are done elsewhere than in this transaction, but cannot be lost any more:
   * they are not published again.
   */
  public int received(Connection connection, List<Received> commands) {
    if (commands.isEmpty()) {
      return 0;
    }
    List<Received> sorted =
        commands.stream().sorted(Comparator.comparing(Received::executionKey)).toList();
    return RECEIVE
        .on(connection)
        .bindArray("keys", "text", sorted.stream().map(Received::executionKey).toList())
        .bindArray("organizations", "text", sorted.stream().map(Received::organizationId).toList())
        .update();
  }

  /** Reports ends; one that was reported before, or of a run that nobody knows, changes nothing. */
  public int report(Connection connection, List<End> ends) {
    if (ends.isEmpty()) {
      return 0;
    }
    List<End> sorted = ends.stream().sorted(Comparator.comparing(End::executionKey)).toList();
    return REPORT
        .on(connection)
        .bindArray("keys", "text", sorted.stream().map(End::executionKey).toList())
        .bindArray("organizations", "text", sorted.stream().map(End::organizationId).toList())
        .bindArray(
            "states",
            "text",
            sorted.stream().map(end -> end.error() == null ? "finished" : "failed").toList())
        .bindArray("errors", "text", sorted.stream().map(End::error).toList())
        .update();
  }
}
