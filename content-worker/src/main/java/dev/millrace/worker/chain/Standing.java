package dev.millrace.worker.chain;

import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What each provider's last call said of the provider. Safe for use by many threads. */
@Singleton
final class Standing {
  private final Map<String, Last> lasts = new ConcurrentHashMap<>();

  /**
   * The last call.
   *
   * @param failure null when the provider served, or failed in a way that is not its own
   */
  record Last(@Nullable ProviderException failure, long nanoTime) {}

  void served(String provider) {
    lasts.put(provider, new Last(null, System.nanoTime()));
  }

  /** A limit says nothing: it may be our own, or a circuit that is open for an older reason. */
  void failed(String provider, ProviderException failure) {
    switch (failure.failureClass()) {
      case TRANSIENT, TIMEOUT, OUTCOME_UNKNOWN, CONFIGURATION ->
          lasts.put(provider, new Last(failure, System.nanoTime()));
      case INVALID_OUTPUT, CONTENT_POLICY, INVALID_REQUEST -> served(provider);
      case RATE_LIMITED -> {}
    }
  }

  Optional<Last> last(String provider) {
    return Optional.ofNullable(lasts.get(provider));
  }
}
