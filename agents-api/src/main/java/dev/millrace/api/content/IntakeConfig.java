package dev.millrace.api.content;

import dev.millrace.batch.BatcherConfig;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How concurrent requests are gathered into sets.
 *
 * @param maxBatch the most requests that one transaction inserts
 * @param capacity the most requests that wait for one; one more is answered 503
 * @param mostBytes the most that the bodies of those may be together: many small requests may wait,
 *     or few large ones
 * @param committers how many transactions may be on their way at once
 * @param publishers how many publications may be on their way at once
 * @param patience how long a set is repeated while the database is away or a row is locked
 */
@ConfigurationProperties("millrace.intake")
record IntakeConfig(
    @Bindable(defaultValue = "500") int maxBatch,
    @Bindable(defaultValue = "5000") int capacity,
    @Bindable(defaultValue = "4194304") long mostBytes,
    @Bindable(defaultValue = "3") int committers,
    @Bindable(defaultValue = "2") int publishers,
    @Bindable(defaultValue = "3s") Duration patience) {

  BatcherConfig commits() {
    return new BatcherConfig("intake", maxBatch, capacity, committers, patience);
  }

  BatcherConfig publications() {
    return new BatcherConfig("publication", maxBatch, capacity, publishers, patience);
  }
}
