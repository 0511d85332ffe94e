package dev.millrace.worker.command;

import dev.millrace.health.Probe;
import jakarta.inject.Singleton;

/** Whether commands are being pulled: false while their subscription is away. */
@Singleton
final class CommandProbe implements Probe {
  private final CommandListener listener;

  CommandProbe(CommandListener listener) {
    this.listener = listener;
  }

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public boolean check() {
    return listener.isRunning();
  }
}
