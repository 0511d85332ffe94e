package dev.millrace.worker.provider;

import dev.millrace.failure.FailureClass;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A generation failed; the {@link FailureClass} decides what happens to the request. */
public final class ProviderException extends Exception {

  private final String provider;
  private final FailureClass failureClass;
  private final Reason reason;
  private final @Nullable Duration retryAfter;

  /** Where a failure comes from: the set is closed. */
  public enum Reason {
    /** The model, its answer, or the way to it. */
    MODEL(true, false, "provider_limit"),
    /** A limit of ours on the provider, or its open circuit: it was not asked. */
    PROVIDER_LIMIT(true, false, "provider_limit"),
    /** The organization's budget is used up; the work waits. */
    BUDGET(false, false, "budget"),
    /** The budget does not hold this model; a cheaper one may be asked, or else the work waits. */
    BUDGET_CHEAPER(true, false, "budget"),
    /** The budget is used up, and the organization wants its work to fail then. */
    BUDGET_SPENT(false, true, "budget"),
    /** The outcome of earlier calls is unknown, and they must not be made once more. */
    NOT_REPEATED(false, true, "provider_limit");

    private final boolean mayAskAnother;
    private final boolean isFinal;
    private final String waitReason;

    Reason(boolean mayAskAnother, boolean isFinal, String waitReason) {
      this.mayAskAnother = mayAskAnother;
      this.isFinal = isFinal;
      this.waitReason = waitReason;
    }

    /** Whether a chain may go on to its next model. */
    public boolean mayAskAnother() {
      return mayAskAnother;
    }

    /** Whether the work ends here, whatever attempts are left. */
    public boolean isFinal() {
      return isFinal;
    }

    /** What a row waits for after this, as its {@code wait_reason}. */
    public String waitReason() {
      return waitReason;
    }
  }

  /** A failure without a cause in code, and without a time at which to come back. */
  public ProviderException(String provider, FailureClass failureClass, String message) {
    this(provider, failureClass, message, null, null);
  }

  /**
   * A failure of the model.
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
    this(provider, failureClass, Reason.MODEL, message, retryAfter, cause);
  }

  private ProviderException(
      String provider,
      FailureClass failureClass,
      Reason reason,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.provider = provider;
    this.failureClass = failureClass;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /**
   * A call that was not made.
   *
   * @param retryAfter when it may be made; null if never
   */
  public static ProviderException refused(
      String provider,
      FailureClass failureClass,
      Reason reason,
      String message,
      @Nullable Duration retryAfter) {
    return new ProviderException(provider, failureClass, reason, message, retryAfter, null);
  }

  /** The name of the provider that failed. */
  public String provider() {
    return provider;
  }

  /** What kind of failure it is. */
  public FailureClass failureClass() {
    return failureClass;
  }

  /** Where it comes from. */
  public Reason reason() {
    return reason;
  }

  /** How long the provider, or a limit, asked us to wait, if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
