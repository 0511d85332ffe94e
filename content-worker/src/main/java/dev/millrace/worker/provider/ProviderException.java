package dev.millrace.worker.provider;

import dev.millrace.failure.FailureClass;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A generation failed; the {@link FailureClass} decides what happens to the request. */
public final class ProviderException extends Exception {

  private final String provider;
  private final FailureClass failureClass;
  private final @Nullable Duration retryAfter;

  /** A failure without a cause in code, and without a time at which to come back. */
  public ProviderException(String provider, FailureClass failureClass, String message) {
    this(provider, failureClass, message, null, null);
  }

  /**
   * A failure.
   *
   * @param message for operators; neither secrets nor the requester's text belong in it
   * @param retryAfter how long the provider asked us to wait, if it did
   */
  public ProviderException(
      String provider,
      FailureClass failureClass,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.provider = provider;
    this.failureClass = failureClass;
    this.retryAfter = retryAfter;
  }

  /** The name of the provider that failed. */
  public String provider() {
    return provider;
  }

  /** What kind of failure it is. */
  public FailureClass failureClass() {
    return failureClass;
  }

  /** How long the provider asked us to wait, if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
