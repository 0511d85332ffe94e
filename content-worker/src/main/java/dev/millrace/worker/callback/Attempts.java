package dev.millrace.worker.callback;

import dev.millrace.callback.SigningSecrets;
import dev.millrace.callback.SigningSecrets.Sealed;
import dev.millrace.database.Database;
import dev.millrace.outbound.Excerpt;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.outbound.OutboundRequest;
import dev.millrace.outbound.OutboundResult;
import dev.millrace.outbound.RetryAfter;
import dev.millrace.outbound.WebhookSigner;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt: signs, posts, and judges the answer. Blocks for {@code CALLBACK_TIME_LIMIT} at
 * most; an interrupt breaks it off. Safe for use by many threads.
 */
@Singleton
final class Attempts {
  private final OutboundClient client;
  private final SigningSecrets secrets;
  private final Database database;
  private final Clock clock;
  private final Duration timeLimit;

  Attempts(
      OutboundClient client,
      SigningSecrets secrets,
      Database database,
      Clock clock,
      CallbackConfig config) {
    this.client = client;
    this.secrets = secrets;
    this.database = database;
    this.clock = clock;
    this.timeLimit = config.timeLimit();
  }

  Outcome make(Due due) {
    String url = due.url();
    if (url == null) {
      return new Outcome.Failed(null, "The endpoint was deleted.");
    }
    if (!due.isEnabled()) {
      return new Outcome.Failed(null, "The endpoint is disabled.");
    }
    Sealed sealed = due.sealed();
    if (sealed == null) {
      // The first callback URL of an organization; its secret is shown when somebody rotates it.
      database.write(connection -> secrets.make(connection, due.owner()));
      return new Outcome.Released();
    }
    Optional<WebhookSigner> signer = secrets.signer(due.owner(), sealed);
    return signer.isEmpty()
        ? new Outcome.Again(
            null,
            "The signing secret was sealed by another key than CALLBACK_SECRET_KEY; set that one,"
                + " or rotate the secret.",
            Pauses.after(due.attempt(), null))
        : judge(due, client.post(request(due, url, signer.get())));
  }

  private OutboundRequest request(Due due, String url, WebhookSigner signer) {
    byte[] body = due.payload().getBytes(StandardCharsets.UTF_8);
    return new OutboundRequest(
        URI.create(url),
        signer.sign(due.lease().id().toString(), clock.instant(), body),
        body,
        timeLimit);
  }

  private Outcome judge(Due due, OutboundResult result) {
    return switch (result) {
      case OutboundResult.Answered(int status, String body, String retryAfter) ->
          answered(due, status, body, retryAfter);
      case OutboundResult.Refused(String reason) -> new Outcome.Failed(null, reason);
      case OutboundResult.Unanswered(String reason) ->
          new Outcome.Again(null, reason, Pauses.after(due.attempt(), null));
    };
  }

  private Outcome answered(Due due, int status, String body, String retryAfter) {
    if (status / 100 == 2) {
      return new Outcome.Delivered(status);
    }
    if (status == Outcome.Gone.STATUS) {
      return new Outcome.Gone("Answered 410: nobody wants it there any more.");
    }
    return new Outcome.Again(
        status, reason(status, body), Pauses.after(due.attempt(), asked(retryAfter)));
  }

  private @Nullable Duration asked(String retryAfter) {
    return RetryAfter.read(retryAfter, clock.instant()).orElse(null);
  }

  private static String reason(int status, String body) {
    if (status / 100 == 3) {
      return "Answered " + status + "; redirects are not followed.";
    }
    String said = Excerpt.of(body);
    return said.isEmpty() ? "Answered " + status + "." : "Answered " + status + ": " + said;
  }
}
