package dev.millrace.worker.run;

import dev.millrace.health.Probe;
import jakarta.inject.Singleton;

/** Whether runs are being pulled: false while their subscription is away, or they are paused. */
@Singleton
final class RunProbe implements Probe {
  private final RunListener listener;

  RunProbe(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public String name() {
    return "runs";
  }

  @Override
  public boolean check() {
    return listener.isRunning();
  }
}
