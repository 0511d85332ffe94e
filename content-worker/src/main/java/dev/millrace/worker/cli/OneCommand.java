package dev.millrace.worker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.secret.Secrets;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/**
 * The session of a process that runs one command: the application without a server and without
 * subscriptions, closed when the command has ended or a signal ends it.
 */
final class OneCommand implements Session {
  @Override
  public int run(boolean isLogged, Task task) throws Exception {
    if (!isLogged) {
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
      ((Logger) LoggerFactory.getLogger("dev.millrace")).setLevel(Level.OFF);
    }
    try (ApplicationContext context = open()) {
      Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
      return task.run(context);
    }
  }

  private static ApplicationContext open() {
    try {
      return ApplicationContext.builder()
          .banner(false)
          .defaultEnvironments("content-worker")
          .propertySources(Secrets.of(System.getenv()))
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
    Map<String, Object> properties = new HashMap<>();
    properties.put(NothingScheduled.PROPERTY, true);
    properties.put("millrace.worker.heartbeat", false);
    properties.put("millrace.startup.database-patience", "5s");
    if (System.getenv("SECRET_KEY") == null) {
      // A command verifies no token, so an operator need not hold the key that verifies them.
      properties.put("millrace.security.secret-key", UUID.randomUUID() + "-unused");
    }
    return properties;
  }
}
