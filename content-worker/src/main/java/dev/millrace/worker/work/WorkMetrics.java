package dev.millrace.worker.work;

import dev.millrace.lease.LeaseKeeper;
import dev.millrace.worker.heartbeat.Activity;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts how work ends, by outcome and failure class, and how long generation takes. */
@Singleton
class WorkMetrics {
  private final MeterRegistry registry;

  WorkMetrics(MeterRegistry registry, LeaseKeeper leases, Activity activity) {
    this.registry = registry;
    registry.gauge("millrace.leases", leases, LeaseKeeper::count);
    registry.gauge("millrace.in.flight", activity, Activity::inFlight);
  }

  void ended(Outcome outcome, Settled settled, Duration generation) {
    registry
        .counter(
            "millrace.outcomes",
            "outcome",
            settled.applied() ? name(outcome) : "dropped",
            "error_class",
            errorClass(outcome))
        .increment();
    registry.timer("millrace.generation").record(generation);
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed completed -> "completed";
      case Outcome.Retry retry -> "retried";
      case Outcome.Wait wait -> "waiting";
      case Outcome.Failed failed -> "failed";
      case Outcome.Released released -> "released";
    };
  }

  private static String errorClass(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retry(Failure failure, Duration delay) -> failure.failureClass().wireName();
      case Outcome.Wait(Failure failure, Duration delay, String reason) ->
          failure.failureClass().wireName();
      case Outcome.Failed(Failure failure) -> failure.failureClass().wireName();
      case Outcome.Completed completed -> "none";
      case Outcome.Released released -> "none";
    };
  }
}
