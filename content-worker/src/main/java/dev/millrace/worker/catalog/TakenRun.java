package dev.millrace.worker.catalog;

import dev.millrace.catalog.CatalogRun;
import dev.millrace.lease.Lease;

/** A run that this worker holds the lease of. */
record TakenRun(Lease lease, CatalogRun run) {
  private static final int USUAL_EXERCISES = 1_000;

  /** Whether it may change exercises, or what it files may. */
  boolean isApply() {
    return run.parameters().path("apply").asBoolean(false);
  }

  int maxExercises() {
    return run.parameters().path("max_exercises").asInt(USUAL_EXERCISES);
  }
}
