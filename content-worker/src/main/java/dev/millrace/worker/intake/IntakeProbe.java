package dev.millrace.worker.intake;

import dev.millrace.health.Probe;
import jakarta.inject.Singleton;

/** Whether messages are being pulled: false while intake pauses or its subscription is away. */
@Singleton
final class IntakeProbe implements Probe {
  private final RequestListener listener;

  IntakeProbe(RequestListener listener) {
    this.listener = listener;
  }

  @Override
  public String name() {
    return "intake";
  }

  @Override
  public boolean check() {
    return listener.isRunning();
  }
}
