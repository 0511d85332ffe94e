package dev.millrace.worker.call.guard;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The bulkhead and the circuit of one provider. Safe for use by many threads. */
public final class ProviderGuard {
  private final ProviderConfig config;
  private final Circuit circuit;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();

  ProviderGuard(ProviderConfig config, Clock clock) {
    this.config = config;
    this.circuit = new Circuit(config, clock);
    this.places = new Semaphore(config.concurrency(), true);
  }

  /**
   * Waits for a place.
   *
   * @throws ProviderException {@code rate_limited} when the circuit is open, with the time until it
   *     is not; or when no place was free for too long
   */
  public Pass enter() throws ProviderException, InterruptedException {
    takePlace();
    Optional<Duration> refusal = circuit.refusal();
    if (refusal.isPresent()) {
      places.release();
      throw refused("its circuit is open, since too many calls failed", refusal.get());
    }
    return new Pass(config, circuit, places::release);
  }

  /** How many calls wait for a place. */
  int waiting() {
    return waiting.get();
  }

  /** How many calls are in flight. */
  int inFlight() {
    return config.concurrency() - places.availablePermits();
  }

  /** See {@link Circuit#state}. */
  int circuitState() {
    return circuit.state();
  }

  private void takePlace() throws ProviderException, InterruptedException {
    waiting.incrementAndGet();
    try {
      if (!places.tryAcquire(config.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw refused(
            "all of its " + config.concurrency() + " places were taken for too long",
            config.patience());
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private ProviderException refused(String why, Duration retryAfter) {
    return ProviderException.refused(
        config.name(), FailureClass.RATE_LIMITED, Reason.PROVIDER_LIMIT, why, retryAfter);
  }
}
