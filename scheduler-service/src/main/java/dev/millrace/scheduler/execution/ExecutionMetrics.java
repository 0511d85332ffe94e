package dev.millrace.scheduler.execution;

import dev.millrace.lease.LeaseKeeper;
import dev.millrace.scheduler.storage.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts how attempts end, and how many run. */
@Singleton
class ExecutionMetrics {
  private final MeterRegistry registry;

  ExecutionMetrics(MeterRegistry registry, LeaseKeeper leases) {
    this.registry = registry;
    registry.gauge("millrace.leases", leases, LeaseKeeper::count);
  }

  void ended(String jobType, Outcome outcome) {
    count(jobType, name(outcome));
  }

  /** The lease was lost before the outcome was written. */
  void dropped(String jobType) {
    count(jobType, "dropped");
  }

  private void count(String jobType, String outcome) {
    registry.counter("millrace.executions", "job_type", jobType, "outcome", outcome).increment();
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Finished finished -> "finished";
      case Outcome.Again again -> "retried";
      case Outcome.Failed failed -> "failed";
      case Outcome.Released released -> "released";
    };
  }
}
