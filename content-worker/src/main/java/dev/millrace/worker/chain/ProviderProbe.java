package dev.millrace.worker.chain;

import dev.millrace.health.Probe;
import dev.millrace.worker.model.ModelProvider;
import dev.millrace.worker.provider.ProviderException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider serves us: by what its last call said, and by a call that costs nothing where
 * the last one is long ago. Called by one thread at a time.
 */
final class ProviderProbe implements Probe {
  private static final Duration MEMORY = Duration.ofMinutes(1);
  private static final Duration PING_EVERY = Duration.ofSeconds(20);

  private final ModelProvider provider;
  private final Standing standing;
  private @Nullable ProviderException pinged;
  private long pingedNanos = System.nanoTime() - PING_EVERY.toNanos();

  ProviderProbe(ModelProvider provider, Standing standing) {
    this.provider = provider;
    this.standing = standing;
  }

  @Override
  public String name() {
    return provider.name() + "_api";
  }

  /**
   * Looks at the last call, or pings.
   *
   * @throws IllegalStateException that names the variable which is missing
   */
  @Override
  public boolean check() throws ProviderException, InterruptedException {
    if (provider.missing().isPresent()) {
      throw new IllegalStateException(
          "a chain names " + provider.name() + ", and " + provider.missing().get() + " is not set");
    }
    Standing.Last last = standing.last(provider.name()).orElse(null);
    ProviderException failure =
        last != null && System.nanoTime() - last.nanoTime() < MEMORY.toNanos()
            ? last.failure()
            : ping();
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  private @Nullable ProviderException ping() throws InterruptedException {
    if (System.nanoTime() - pingedNanos >= PING_EVERY.toNanos()) {
      try {
        provider.ping();
        pinged = null;
      } catch (ProviderException failure) {
        pinged = failure;
      }
      pingedNanos = System.nanoTime();
    }
    return pinged;
  }
}
