package dev.millrace.scheduler.tick;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much one tick does.
 *
 * @param batch the most schedules of one transaction
 * @param lanes how many transactions one tick has under way at once
 * @param mostFires the most fires of one transaction; schedules beyond them take their turn in the
 *     next
 * @param budget after this a tick begins no further transaction; the next tick goes on
 * @param retention how long decisions, and schedules that were deleted, are kept
 */
@ConfigurationProperties("millrace.scheduler.tick")
public record TickConfig(
    @Bindable(defaultValue = "500") int batch,
    @Bindable(defaultValue = "4") int lanes,
    @Bindable(defaultValue = "2000") int mostFires,
    @Bindable(defaultValue = "45s") Duration budget,
    @Bindable(defaultValue = "90d") Duration retention) {
  /** Keeps a set within bounds. */
  public TickConfig {
    if (batch < 1 || batch > 1_000 || lanes < 1 || lanes > 8 || mostFires < 1) {
      throw new IllegalArgumentException(
          "millrace.scheduler.tick.batch must be 1 to 1000, lanes 1 to 8, and most-fires at least 1.");
    }
  }
}
