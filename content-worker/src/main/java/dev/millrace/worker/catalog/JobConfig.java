package dev.millrace.worker.catalog;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the catalog's commands work.
 *
 * @param concurrency {@code CATALOG_CONCURRENCY}: the most jobs whose models are asked at once
 * @param lease how long a claim of a job is granted for; renewed at a third of it
 * @param reviewBatchSize {@code REVIEW_BATCH_SIZE}: the most exercises that one call of a model
 *     reviews
 * @param reviewConcurrency the most calls of a review at once
 * @param runLease how long a run is granted for; renewed at a third of it
 * @param lookEvery how often recorded runs are looked for
 * @param archiveAfter how long ended jobs stay in the queue
 */
@ConfigurationProperties("millrace.worker.catalog")
record JobConfig(
    @Bindable(defaultValue = "16") int concurrency,
    @Bindable(defaultValue = "2m") Duration lease,
    @Bindable(defaultValue = "20") int reviewBatchSize,
    @Bindable(defaultValue = "4") int reviewConcurrency,
    @Bindable(defaultValue = "1m") Duration runLease,
    @Bindable(defaultValue = "1s") Duration lookEvery,
    @Bindable(defaultValue = "7d") Duration archiveAfter) {
  private static final int MOST = 1_000;
  private static final int LARGEST_BATCH = 40;

  JobConfig {
    if (concurrency < 1 || concurrency > MOST) {
      throw new IllegalArgumentException("CATALOG_CONCURRENCY must be 1 to " + MOST + ".");
    }
    if (reviewBatchSize < 1 || reviewBatchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException("REVIEW_BATCH_SIZE must be 1 to " + LARGEST_BATCH + ".");
    }
    if (reviewConcurrency < 1
        || !lease.isPositive()
        || !runLease.isPositive()
        || !lookEvery.isPositive()
        || !archiveAfter.isPositive()) {
      throw new IllegalArgumentException(
          "millrace.worker.catalog.review-concurrency must be at least 1, and its times more than"
              + " 0s.");
    }
  }
}
