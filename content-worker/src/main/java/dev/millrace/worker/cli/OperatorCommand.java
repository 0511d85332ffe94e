package dev.millrace.worker.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.Database;
import io.micronaut.context.ApplicationContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** A command on the database: it opens the application, answers and is gone. */
abstract class OperatorCommand extends AnsweringCommand {
  private static final int LONGEST_ACTOR = 64;

  @ParentCommand private @Nullable Millrace program;

  @Override
  public final Integer call() throws Exception {
    if (program == null) {
      throw new IllegalStateException("picocli sets this before it calls");
    }
    return program.session().run(isLogged(), this::run);
  }

  private int run(ApplicationContext context) throws Exception {
    Terminal terminal = terminal(context.getBean(ObjectMapper.class));
    return run(context, context.getBean(Database.class), terminal);
  }

  /** Does it, and answers the exit status. */
  abstract int run(ApplicationContext context, Database database, Terminal terminal)
      throws Exception;

  /** Whether the log is written, and not only the answer. */
  boolean isLogged() {
    return false;
  }

  /** Who is typing, for the journal; a job of Cloud Run's is its own name. */
  static String actor() {
    String job = System.getenv("CLOUD_RUN_JOB");
    String actor =
        job == null || job.isBlank()
            ? "operator:" + System.getProperty("user.name", "unknown")
            : "job:" + job;
    return actor.length() <= LONGEST_ACTOR ? actor : actor.substring(0, LONGEST_ACTOR);
  }
}
