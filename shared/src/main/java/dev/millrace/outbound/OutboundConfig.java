package dev.millrace.outbound;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Calls to addresses that somebody else has chosen. Bound to {@code millrace.outbound}.
 *
 * @param allowLoopback {@code OUTBOUND_ALLOW_LOOPBACK}: this machine may be called, and by plain
 *     http; for a laptop and for tests
 * @param connectTimeLimit {@code OUTBOUND_CONNECT_TIME_LIMIT}: the most that a connection, and its
 *     TLS handshake, may take
 */
@ConfigurationProperties("millrace.outbound")
record OutboundConfig(
    @Bindable(defaultValue = "false") boolean allowLoopback,
    @Bindable(defaultValue = "5s") Duration connectTimeLimit) {

  OutboundConfig {
    if (!connectTimeLimit.isPositive()) {
      throw new ConfigurationException("OUTBOUND_CONNECT_TIME_LIMIT must be more than 0s.");
    }
  }
}
