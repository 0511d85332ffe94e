package dev.millrace.worker.call;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long the account of calls is kept.
 *
 * @param retention of calls and of days; usage goes no further back
 */
@ConfigurationProperties("millrace.calls")
record CallConfig(@Bindable(defaultValue = "400d") Duration retention) {
  CallConfig {
    if (retention.compareTo(Duration.ofDays(2)) < 0) {
      throw new IllegalArgumentException("CALL_RETENTION must be at least 2d.");
    }
  }
}
