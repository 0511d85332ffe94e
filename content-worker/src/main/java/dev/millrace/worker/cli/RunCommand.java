package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.ApplyGate;
import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.NewRun;
import dev.millrace.catalog.RunOutcome;
import dev.millrace.catalog.RunState;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.Organizations;
import dev.millrace.database.Database;
import dev.millrace.worker.catalog.CatalogRuns;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A command that schedules give, too. It is recorded as a run and carried out here. Where nobody
 * looks it tells what it does in the log, as a job should; at a terminal it shows what came of it.
 */
abstract class RunCommand extends OperatorCommand {
  private static final List<Column<CatalogRun>> FIELDS =
      List.of(
          new Column<>("run", CatalogRun::id),
          new Column<>("state", run -> run.state().wireName()),
          new Column<>("outcome", run -> run.outcome() == null ? null : run.outcome().wireName()),
          new Column<>("counts", RunCommand::counts),
          new Column<>("cost", run -> "$" + run.cost().toPlainString()),
          new Column<>("started", CatalogRun::startedAt),
          new Column<>("ended", CatalogRun::endedAt));

  private final CatalogCommand command;

  @Option(
      names = {"-v", "--verbose"},
      description = "Write the log, too; it is written anyway where no terminal is.")
  private boolean verbose;

  RunCommand(CatalogCommand command) {
    this.command = command;
  }

  @Override
  final boolean isLogged() {
    return !isJson() && (verbose || !Terminal.isInteractive());
  }

  @Override
  final int run(ApplicationContext context, Database database, Terminal terminal) {
    NewRun run =
        NewRun.byOperator(
            command,
            actor(),
            context.getBean(Organizations.class).ofTheNameless(),
            parameters(ContentRequestCodec.emptyObject()));
    PrintWriter err = spec().commandLine().getErr();
    CatalogRun ended;
    boolean isBarred = Terminal.isMoving() && !isLogged();
    try (ProgressBar bar = new ProgressBar(err, "Working", isBarred)) {
      ended =
          context
              .getBean(CatalogRuns.class)
              .carryOut(run, (done, all) -> bar.show(done, all, done + " of " + all));
    }
    if (isJson() || Terminal.isInteractive()) {
      terminal.one(ended, FIELDS);
    }
    if (ended.state() == RunState.FAILED) {
      throw new CommandFailed(String.valueOf(ended.error()));
    }
    String refusal = refusal(ended.outcome() == RunOutcome.NOTHING_TO_DO);
    if (refusal != null) {
      throw new CommandFailed(refusal);
    }
    if (ended.outcome() == RunOutcome.BLOCKED && !isLogged()) {
      database
          .read(context.getBean(ApplyGate.class)::closedBecause)
          .ifPresent(reason -> err.println("Jobs wait for the apply gate: " + reason));
      err.flush();
    }
    return ExitCode.DONE;
  }

  /** What a run did, for people; null when that is nothing. */
  static @Nullable String counts(CatalogRun run) {
    return run.counts().isEmpty()
        ? null
        : run.counts().properties().stream()
            .map(count -> count.getKey().replace('_', ' ') + " " + count.getValue().asText())
            .collect(Collectors.joining(", "));
  }

  /** Why what was asked for is not done although the run has ended well; null when it is. */
  @Nullable String refusal(boolean isNothing) {
    return null;
  }

  /** Puts in what the run is told. */
  ObjectNode parameters(ObjectNode empty) {
    return empty;
  }
}
