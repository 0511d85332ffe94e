package dev.millrace.scheduler;

import dev.millrace.startup.Launch;

/**
 * The scheduler's program: fires what is due by schedule, and sweeps what is due for publication.
 */
public final class Application {
  private Application() {}

  /** Runs until it is stopped. */
  public static void main(String[] arguments) {
    Launch.service("scheduler-service", arguments);
  }
}
