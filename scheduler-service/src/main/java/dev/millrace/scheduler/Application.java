package dev.millrace.scheduler;

import dev.millrace.startup.Launch;

/** The scheduler's program. For now it sweeps: what is due for publication is published. */
public final class Application {
  private Application() {}

  /** Runs until it is stopped. */
  public static void main(String[] arguments) {
    Launch.service("scheduler-service", arguments);
  }
}
