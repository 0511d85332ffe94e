package dev.millrace.scheduler.http;

import dev.millrace.outbound.Excerpt;
import dev.millrace.outbound.OutboundClient;
import dev.millrace.outbound.OutboundRequest;
import dev.millrace.outbound.OutboundResult;
import dev.millrace.outbound.RetryAfter;
import dev.millrace.outbound.WebhookSigner;
import dev.millrace.scheduler.job.JobOutcome;
import io.micronaut.context.annotation.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs jobs of type {@code http}: a POST of the payload, signed by Standard Webhooks, to an address
 * that is allowed.
 *
 * <p>Made at start, so that a wrong configuration ends the start. Thread-safe.
 */
@Context
public final class HttpJobs {
  private final AllowedUrls allowed;
  private final Optional<WebhookSigner> signer;
  private final Duration timeLimit;
  private final OutboundClient client;
  private final Clock clock;

  HttpJobs(HttpJobConfig config, OutboundClient client, Clock clock) {
    this.allowed = new AllowedUrls(config.allowed());
    this.signer =
        config.secret().isEmpty()
            ? Optional.empty()
            : Optional.of(WebhookSigner.of("SCHEDULER_HTTP_SECRET", config.secret()));
    this.timeLimit = config.timeLimit();
    this.client = client;
    this.clock = clock;
  }

  /**
   * Why no job may post there, so that a schedule can be refused when it is made; a sentence. The
   * host's addresses are judged when a job runs.
   */
  public Optional<String> objection(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("The URL is not one.");
    }
    return OutboundClient.objection(uri)
        .map(fault -> "The URL " + fault + ".")
        .or(
            () ->
                allowed.allows(uri)
                    ? Optional.empty()
                    : Optional.of("The URL is not among SCHEDULER_HTTP_ALLOWED."));
  }

  /**
   * Posts, and waits for {@code SCHEDULER_HTTP_TIME_LIMIT} at most. An interrupt breaks it off.
   *
   * @throws IllegalArgumentException if the execution key is not of visible ASCII
   */
  public JobOutcome run(HttpJob job) {
    Optional<String> objection = objection(job.url());
    return objection.isPresent() || signer.isEmpty()
        ? new JobOutcome.Failed(objection.orElse("SCHEDULER_HTTP_SECRET is not set."), false)
        : outcome(client.post(request(job, signer.get())));
  }

  private OutboundRequest request(HttpJob job, WebhookSigner by) {
    byte[] body = job.payload().getBytes(StandardCharsets.UTF_8);
    return new OutboundRequest(
        URI.create(job.url()), by.sign(job.executionKey(), clock.instant(), body), body, timeLimit);
  }

  private JobOutcome outcome(OutboundResult result) {
    return switch (result) {
      case OutboundResult.Answered(int status, String body, String retryAfter) ->
          answered(status, body, retryAfter);
      case OutboundResult.Refused(String reason) -> new JobOutcome.Failed(reason, false);
      case OutboundResult.Unanswered(String reason) -> new JobOutcome.Failed(reason, true);
    };
  }

  private JobOutcome answered(int status, String body, String retryAfter) {
    if (status == 429 || status == 503) {
      return new JobOutcome.Failed(
          reason(status, body), true, RetryAfter.read(retryAfter, clock.instant()).orElse(null));
    }
    return switch (status / 100) {
      case 2 -> new JobOutcome.Succeeded();
      case 3 ->
          new JobOutcome.Failed("Answered " + status + "; redirects are not followed.", false);
      case 5 -> new JobOutcome.Failed(reason(status, body), true);
      default -> new JobOutcome.Failed(reason(status, body), status == 408 || status == 425);
    };
  }

  private static String reason(int status, String body) {
    String said = Excerpt.of(body);
    return said.isEmpty() ? "Answered " + status + "." : "Answered " + status + ": " + said;
  }
}
