package dev.millrace.batch;

import java.time.Duration;

/**
 * How a {@link Batcher} gathers.
 *
 * @param name names its threads and metrics
 * @param maxBatch the most items one statement carries
 * @param capacity the most items that wait; one more is refused
 * @param committers how many batches may be on their way at once
 * @param patience how long a batch is repeated while the database is away
 */
public record BatcherConfig(
    String name, int maxBatch, int capacity, int committers, Duration patience) {
  public BatcherConfig {
    if (maxBatch < 1 || capacity < maxBatch || committers < 1) {
      throw new IllegalArgumentException("A batcher needs 1 ≤ maxBatch ≤ capacity and a committer");
    }
  }
}
