package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every operators' command does alike: it opens the application, answers and is gone. */
abstract class OperatorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Answer in JSON, a document a line.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    try (ApplicationContext context = Quiet.open()) {
      Terminal terminal =
          new Terminal(spec().commandLine().getOut(), context.getBean(ObjectMapper.class), json);
      return run(context, context.getBean(Database.class), terminal);
    }
  }

  /** Does it, and answers the exit status. */
  abstract int run(ApplicationContext context, Database database, Terminal terminal)
      throws Exception;

  /** The command as it was typed. */
  final CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets this before it calls");
    }
    return spec;
  }

  /** Who is typing, for the journal. */
  static String actor() {
    return "operator:" + System.getProperty("user.name", "unknown");
  }
}
