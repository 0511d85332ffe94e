package dev.millrace.scheduler.caller;

import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Bearer;
import dev.millrace.security.CallerCheck;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may call for a tick: Google's identity token of a listed service account, or the cron
 * secret, as a bearer token. The header that Cloud Scheduler adds counts only where the
 * configuration says so, since anyone can send it.
 *
 * <p>Made at start, so that a wrong configuration ends the start. Thread-safe.
 */
@Context
public final class TickCallers implements CallerCheck {
  /** What the description of the API calls the ways to call for a tick. */
  public static final String SCHEME = "tick";

  private static final Logger LOG = LoggerFactory.getLogger(TickCallers.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final String SCHEDULER_HEADER = "X-Cloudscheduler";
  private static final String PLATFORM_HEADER = "X-Serverless-Authorization";

  private final CallerConfig config;
  private final CronSecret secret;
  private final IdentityTokens tokens;

  TickCallers(CallerConfig config, IdentityTokens tokens) {
    this.config = config;
    this.secret = new CronSecret(config.cronSecret());
    this.tokens = tokens;
    announce();
  }

  /**
   * Returns if the caller may have a tick.
   *
   * @throws ProblemException 401 with a sentence that says why not; 503 with Retry-After while the
   *     issuer's keys can not be fetched
   */
  @Override
  public void require(HttpRequest<?> request) {
    switch (judge(request)) {
      case Verdict.Accepted() -> {}
      case Verdict.Refused(String sentence) -> throw refusal(sentence);
      case Verdict.Undecided(Throwable cause) -> throw keysAway(cause);
    }
  }

  private Verdict judge(HttpRequest<?> request) {
    Bearer authorization = Bearer.of(request, HttpHeaders.AUTHORIZATION);
    if (config.trustHeader() && saysScheduler(request)) {
      return new Verdict.Accepted();
    } else if (authorization instanceof Bearer.Token(String value) && secret.is(value)) {
      return new Verdict.Accepted();
    }
    return switch (identity(request, authorization)) {
      case Bearer.Token(String token) -> judge(token);
      case Bearer.Missing() -> new Verdict.Refused(missing(request));
      case Bearer.Unreadable() ->
          new Verdict.Refused("Send one bearer token, as Authorization: Bearer, and no more.");
    };
  }

  /**
   * The platform checks its own header if there is one, and looks at Authorization only otherwise.
   * So a token in Authorization beside it was checked by nobody.
   */
  private Bearer identity(HttpRequest<?> request, Bearer authorization) {
    Bearer platform = Bearer.of(request, PLATFORM_HEADER);
    return config.behindIam() && !(platform instanceof Bearer.Missing) ? platform : authorization;
  }

  private Verdict judge(String token) {
    return config.acceptsTokens()
        ? tokens.judge(token)
        : Verdict.Refused.token(
            config.acceptsSecret()
                ? "is not the cron secret"
                : "can not be good: neither CRON_SECRET nor SCHEDULER_AUDIENCE is set");
  }

  private static boolean saysScheduler(HttpRequest<?> request) {
    return "true".equalsIgnoreCase(request.getHeaders().get(SCHEDULER_HEADER));
  }

  private static String missing(HttpRequest<?> request) {
    String send =
        "Send a Google identity token or the cron secret as a bearer token in the Authorization"
            + " header.";
    return saysScheduler(request)
        ? "X-Cloudscheduler proves nothing, since anyone can send it. " + send
        : send;
  }

  private static ProblemException refusal(String sentence) {
    LOG.atInfo()
        .setMessage("A call for a tick is refused; nothing runs")
        .addKeyValue("event", "tick.refused")
        .addKeyValue("reason", sentence)
        .log();
    return new ProblemException(
        Problem.of(HttpStatus.UNAUTHORIZED, sentence),
        Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
  }

  private static ProblemException keysAway(Throwable cause) {
    LOG.atWarn()
        .setMessage("Token keys can not be fetched; callers are told to repeat")
        .addKeyValue("event", "security.keys_unavailable")
        .addKeyValue("reason", String.valueOf(cause.getMessage()))
        .log();
    return ProblemException.overloaded(RETRY_AFTER);
  }

  private void announce() {
    LOG.atInfo()
        .setMessage("Calls for ticks are taken from whom these say")
        .addKeyValue("event", "tick.callers")
        .addKeyValue("auth", config.auth())
        .addKeyValue("tokens", config.acceptsTokens())
        .addKeyValue("secret", config.acceptsSecret())
        .addKeyValue("header", config.trustHeader())
        .log();
    if (config.behindIam() && String.valueOf(config.cloudRun()).isEmpty()) {
      LOG.atWarn()
          .setMessage(
              "SCHEDULER_AUTH is iam and this is not Cloud Run: unless something else in front"
                  + " checks tokens, anyone can call for ticks")
          .addKeyValue("event", "tick.callers_unchecked")
          .log();
    }
  }
}
