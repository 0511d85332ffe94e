package dev.millrace.worker.cli;

import dev.millrace.catalog.Reversal;
import dev.millrace.catalog.Reversals;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Undoes a change. */
@Command(
    name = "revert-change",
    description = "Undoes a change of an exercise; the undoing is a change of its own.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  millrace revert-change 0190f0c0-0000-7000-8000-000000000001",
      "  millrace revert-change 0190f0c0-0000-7000-8000-000000000001 --cascade"
    })
public final class RevertChangeCommand extends OperatorCommand {
  private static final List<Column<Reversal.Reverted>> FIELDS =
      List.of(new Column<>("changes made", Reversal.Reverted::changes));

  @Parameters(paramLabel = "ID", description = "The change's id.")
  private UUID id = new UUID(0, 0);

  @Option(names = "--cascade", description = "Undo the later changes that stand on it, too.")
  private boolean cascade;

  @Override
  int run(ApplicationContext context, Database database, Terminal terminal) {
    return switch (context.getBean(Reversals.class).revert(id, cascade, actor())) {
      case Reversal.Reverted reverted -> {
        terminal.one(reverted, FIELDS);
        yield ExitCode.DONE;
      }
      case Reversal.Refused refused -> throw new CommandFailed(refused.reason());
      case Reversal.Unknown() -> throw new CommandFailed("There is no change " + id + ".");
    };
  }
}
