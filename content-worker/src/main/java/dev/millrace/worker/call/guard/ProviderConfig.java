package dev.millrace.worker.call.guard;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much a provider is asked.
 *
 * @param requestsPerMinute by all workers together; 0 for no limit
 * @param tokensPerMinute by all workers together, given and answered; 0 for no limit
 * @param concurrency the most calls that one worker has in flight
 * @param patience how long a call waits for one of these places before its work is put off
 * @param timeLimit the longest that one call may take
 * @param circuitFailures the share of failed calls, in per cent, that opens the circuit
 * @param circuitWindow the time over which that share is taken
 * @param circuitCalls the fewest calls that make a share
 * @param circuitOpen how long the circuit stays open, before a few calls try whether it may close
 */
@EachProperty("millrace.providers")
public record ProviderConfig(
    @Parameter String name,
    @Bindable(defaultValue = "0") int requestsPerMinute,
    @Bindable(defaultValue = "0") long tokensPerMinute,
    @Bindable(defaultValue = "16") int concurrency,
    @Bindable(defaultValue = "10s") Duration patience,
    @Bindable(defaultValue = "60s") Duration timeLimit,
    @Bindable(defaultValue = "50") int circuitFailures,
    @Bindable(defaultValue = "60s") Duration circuitWindow,
    @Bindable(defaultValue = "10") int circuitCalls,
    @Bindable(defaultValue = "30s") Duration circuitOpen) {
  public ProviderConfig {
    require(requestsPerMinute >= 0, name, "REQUESTS_PER_MINUTE must not be negative");
    require(tokensPerMinute >= 0, name, "TOKENS_PER_MINUTE must not be negative");
    require(concurrency >= 1, name, "CONCURRENCY must be at least 1");
    require(timeLimit.isPositive(), name, "TIME_LIMIT must be a time");
    require(!patience.isNegative(), name, "PATIENCE must not be negative");
    require(
        circuitFailures >= 1 && circuitFailures <= 100,
        name,
        "CIRCUIT_FAILURES must be 1 to 100 per cent");
    require(circuitWindow.toSeconds() >= 1, name, "CIRCUIT_WINDOW must be at least 1 s");
    require(circuitCalls >= 1, name, "CIRCUIT_CALLS must be at least 1");
    require(circuitOpen.isPositive(), name, "CIRCUIT_OPEN must be a time");
  }

  /** Of a provider that nothing is configured for. */
  static ProviderConfig unconfigured(String name) {
    return new ProviderConfig(
        name,
        0,
        0,
        16,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        50,
        Duration.ofMinutes(1),
        10,
        Duration.ofSeconds(30));
  }

  /** Whether all workers together are held to a limit. */
  public boolean isLimited() {
    return requestsPerMinute > 0 || tokensPerMinute > 0;
  }

  private static void require(boolean holds, String name, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("Of the provider " + name + ": " + rule + ".");
    }
  }
}
