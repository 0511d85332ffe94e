package dev.millrace.worker.call.guard;

import dev.millrace.failure.FailureClass;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit to a provider. It opens when too large a share of the calls fails; after a while a
 * few calls try whether it may close again. Safe for use by many threads.
 */
final class Circuit {
  private static final Logger logger = LoggerFactory.getLogger(Circuit.class);
  private static final int MOST_TRIALS = 3;
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

  private final ProviderConfig config;
  private final Clock clock;
  private final CircuitBreaker breaker;
  private volatile Instant openUntil = Instant.EPOCH;

  Circuit(ProviderConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.breaker =
        CircuitBreaker.of(
            config.name(),
            CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindow(
                    Math.toIntExact(config.circuitWindow().toSeconds()),
                    config.circuitCalls(),
                    SlidingWindowType.TIME_BASED,
                    SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .failureRateThreshold(config.circuitFailures())
                .waitDurationInOpenState(config.circuitOpen())
                .permittedNumberOfCallsInHalfOpenState(Math.min(MOST_TRIALS, config.circuitCalls()))
                // A call that takes long is cut off by its time limit, and then is a failure.
                .slowCallDurationThreshold(Duration.ofDays(1))
                .build());
    breaker.getEventPublisher().onStateTransition(this::changed);
  }

  /** Empty when a call may be made, which must then be told of; or how long to wait. */
  Optional<Duration> refusal() {
    if (breaker.tryAcquirePermission()) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), openUntil);
    return Optional.of(left.compareTo(LEAST_WAIT) > 0 ? left : LEAST_WAIT);
  }

  /** A call that was permitted has ended. */
  void ended(@Nullable FailureClass failure, Duration latency) {
    switch (failure) {
      case null -> breaker.onSuccess(latency.toNanos(), TimeUnit.NANOSECONDS);
      case TRANSIENT, TIMEOUT, OUTCOME_UNKNOWN ->
          breaker.onError(
              latency.toNanos(),
              TimeUnit.NANOSECONDS,
              new IllegalStateException(failure.wireName()));
      // The provider is well: it answers.
      case INVALID_OUTPUT, CONTENT_POLICY, INVALID_REQUEST ->
          breaker.onSuccess(latency.toNanos(), TimeUnit.NANOSECONDS);
      case RATE_LIMITED, CONFIGURATION -> breaker.releasePermission();
    }
  }

  /** A call that was permitted was not made, or says nothing about the provider. */
  void released() {
    breaker.releasePermission();
  }

  /** 0 when it is closed, 1 when it is half open, 2 when it is open. */
  int state() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
      case HALF_OPEN -> 1;
      case OPEN, FORCED_OPEN -> 2;
    };
  }

  private void changed(CircuitBreakerOnStateTransitionEvent event) {
    CircuitBreaker.State state = event.getStateTransition().getToState();
    if (state == CircuitBreaker.State.OPEN) {
      openUntil = clock.instant().plus(config.circuitOpen());
    }
    logger
        .atWarn()
        .addKeyValue("event", "provider.circuit_changed")
        .addKeyValue("provider", config.name())
        .addKeyValue("state", state.name().toLowerCase(Locale.ROOT))
        .log(
            switch (state) {
              case OPEN, FORCED_OPEN ->
                  "Too many calls failed; for a while no other is made, and work waits uncharged";
              case HALF_OPEN -> "A few calls try whether the provider is well again";
              case CLOSED, DISABLED, METRICS_ONLY -> "The provider is well again";
            });
  }
}
