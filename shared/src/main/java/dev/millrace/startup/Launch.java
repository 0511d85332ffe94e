package dev.millrace.startup;

import ch.qos.logback.classic.LoggerContext;
import dev.millrace.secret.Secrets;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.exceptions.ApplicationStartupException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every service's program begins and ends: what is set up wrongly ends it with one sentence,
 * and a signal ends it once it has handed over what it held.
 */
public final class Launch {
  private static final Logger logger = LoggerFactory.getLogger(Launch.class);
  private static final Duration POLL = Duration.ofMillis(10);

  private Launch() {}

  /**
   * Starts a service with its HTTP server, under its own configuration. Told to end, it exits with
   * 0 after it has stopped: a signal's own status would make a stop that was asked for look like a
   * crash.
   */
  public static ApplicationContext service(String name, String... arguments) {
    ApplicationContext context =
        orExit(
            () ->
                new Service()
                    .args(arguments)
                    .banner(false)
                    .defaultEnvironments(name)
                    .propertySources(Secrets.of(System.getenv()))
                    .start());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> exitOnceStopped(context), "exit"));
    return context;
  }

  /**
   * Starts a job: a context without a server. Told to end, it is closed first, and exits with the
   * signal's status, since its work is not done.
   */
  public static ApplicationContext job(String name) {
    return job(name, Map.of());
  }

  /** As {@link #job(String)}, with properties that the environment cannot change. */
  public static ApplicationContext job(String name, Map<String, Object> properties) {
    ApplicationContext context =
        orExit(
            () ->
                ApplicationContext.builder()
                    .banner(false)
                    .defaultEnvironments(name)
                    .properties(properties)
                    .propertySources(Secrets.of(System.getenv()))
                    .start());
    Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
    return context;
  }

  /** Starts something, or ends the process with status 1 and the root of what went wrong. */
  private static <T> T orExit(Supplier<T> start) {
    try {
      return start.get();
    } catch (RuntimeException failure) {
      logger
          .atError()
          .addKeyValue("event", "application.failed")
          .log("The service cannot start: {}", root(failure).getMessage());
      logger.atDebug().setCause(failure).log("The whole of it");
      System.exit(1);
      throw failure;
    }
  }

  /** Micronaut's own hook stops it; hooks run side by side, so this one waits. */
  private static void exitOnceStopped(ApplicationContext context) {
    try {
      while (context.isRunning()) {
        Thread.sleep(POLL);
      }
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
        logs.stop();
      }
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Micronaut logs a stack trace by itself; one sentence helps more. */
  private static final class Service extends Micronaut {
    @Override
    protected void handleStartupException(Environment environment, Throwable failure) {
      throw new ApplicationStartupException("The service cannot start", failure);
    }
  }
}
