package dev.millrace.worker.callback;

import dev.millrace.lease.LeaseKeeper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts how attempts end, how long they take, and how many are under way. */
@Singleton
final class DeliveryMetrics {
  private final MeterRegistry registry;

  DeliveryMetrics(MeterRegistry registry, DeliveryLeases leases) {
    this.registry = registry;
    registry.gauge("millrace.callbacks.in.flight", leases.keeper(), LeaseKeeper::count);
  }

  void ended(State state, Outcome outcome, Duration took) {
    registry.counter("millrace.callbacks", "outcome", name(state, outcome)).increment();
    registry.timer("millrace.callback.attempt").record(took);
  }

  private static String name(State state, Outcome outcome) {
    return switch (state) {
      case DELIVERED -> "delivered";
      case FAILED -> outcome instanceof Outcome.Gone ? "gone" : "failed";
      case PENDING -> outcome instanceof Outcome.Released ? "released" : "retried";
      case LOST -> "dropped";
    };
  }
}
