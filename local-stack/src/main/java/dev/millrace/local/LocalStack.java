package dev.millrace.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The program behind {@code make run}. It ends with 0 when it was stopped (Ctrl-C, SIGTERM) and
 * with 1 when it could not start.
 */
public final class LocalStack {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private LocalStack() {}

  /** Starts everything in the current directory's project and waits to be stopped. */
  public static void main(String[] arguments) throws InterruptedException {
    System.setProperty("logback.configurationFile", "launcher-logback.xml");
    try {
      Settings settings = Settings.from(Path.of("").toAbsolutePath(), System.getenv());
      Stack stack = new Stack(settings, version(), PATIENCE, System.out);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack), "stop"));
      stack.start();
      new CountDownLatch(1).await();
    } catch (StartException | IOException failure) {
      failed = true;
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private static volatile boolean failed;

  /** A signal's exit code would make a stop that was asked for look like a failure. */
  private static void stop(Stack stack) {
    System.out.println("Stopping");
    stack.close();
    System.out.println("Stopped");
    System.out.flush();
    Runtime.getRuntime().halt(failed ? 1 : 0);
  }

  private static String version() {
    return Optional.ofNullable(LocalStack.class.getPackage().getImplementationVersion())
        .orElse("0.1.0");
  }
}
