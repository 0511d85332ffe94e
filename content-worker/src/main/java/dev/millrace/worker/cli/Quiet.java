package dev.millrace.worker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** Opens the application for one command: no server, no subscription, and no log in the answer. */
final class Quiet {
  private Quiet() {}

  /**
   * A context that the caller closes.
   *
   * @throws CommandFailed with the sentence that says what is set up wrongly
   */
  static ApplicationContext open() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    ((Logger) LoggerFactory.getLogger("dev.millrace")).setLevel(Level.OFF);
    try {
      return ApplicationContext.builder()
          .banner(false)
          .defaultEnvironments("content-worker")
          .properties(properties())
          .start();
    } catch (RuntimeException failure) {
      // Whatever is set up wrongly ends here: the innermost of our own sentences is what helps.
      Throwable root = failure;
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        root = cause instanceof IllegalStateException ? cause : root;
      }
      throw new CommandFailed(String.valueOf(root.getMessage()));
    }
  }

  private static Map<String, Object> properties() {
    String patience = "millrace.startup.database-patience";
    // A command verifies no token, so an operator need not hold the key that verifies them.
    return System.getenv("SECRET_KEY") == null
        ? Map.of(patience, "5s", "millrace.security.secret-key", UUID.randomUUID() + "-unused")
        : Map.of(patience, "5s");
  }
}
