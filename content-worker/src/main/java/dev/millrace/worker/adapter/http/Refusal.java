package dev.millrace.worker.adapter.http;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.provider.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error status means where the provider says nothing more exact. Only the status and the
 * provider's own codes are told on: its sentences may quote a key, or the requester.
 */
public final class Refusal {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private Refusal() {}

  /** The class of a status that is no success. */
  public static FailureClass classOf(int status) {
    return switch (status) {
      case 401, 402, 403, 404, 405, 410 -> FailureClass.CONFIGURATION;
      case 408, 504 -> FailureClass.TIMEOUT;
      case 429 -> FailureClass.RATE_LIMITED;
      case 425 -> FailureClass.TRANSIENT;
      default ->
          status / 100 == 4
              ? FailureClass.INVALID_REQUEST
              : status / 100 == 3 ? FailureClass.CONFIGURATION : FailureClass.TRANSIENT;
    };
  }

  /**
   * The failure that an answer is.
   *
   * @param codes the provider's codes, such as {@code insufficient_quota}; others are left out
   * @param patience what the body says of when to come back, where it does; the header goes first
   */
  public static ProviderException of(
      String provider,
      FailureClass failureClass,
      Answer answer,
      Clock clock,
      @Nullable Duration patience,
      String... codes) {
    StringBuilder message = new StringBuilder("it answered ").append(answer.status());
    for (String code : codes) {
      if (CODE.matcher(code).matches()) {
        message.append(' ').append(code);
      }
    }
    Optional<Duration> header = RetryAfter.of(answer.headers(), clock);
    return new ProviderException(
        provider, failureClass, message.toString(), header.orElse(patience), null);
  }
}
