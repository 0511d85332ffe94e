package dev.millrace.dispatch;

import dev.millrace.health.Probe;
import jakarta.inject.Singleton;

/** Whether what is published reaches the broker. */
@Singleton
final class BrokerProbe implements Probe {
  private final BrokerHealth broker;

  BrokerProbe(BrokerHealth broker) {
    this.broker = broker;
  }

  @Override
  public String name() {
    return "pubsub";
  }

  @Override
  public boolean check() {
    return broker.isWell();
  }
}
