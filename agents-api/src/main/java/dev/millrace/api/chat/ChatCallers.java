package dev.millrace.api.chat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.security.Bearer;
import dev.millrace.security.CallerCheck;
import dev.millrace.security.Signature;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets Google Chat in, and nobody else. Made at start, so that a wrong configuration ends the
 * start. Thread-safe.
 */
@Context
public final class ChatCallers implements CallerCheck {
  /** What the description of the API calls the way in. */
  public static final String SCHEME = "chat";

  private static final Logger logger = LoggerFactory.getLogger(ChatCallers.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ChatTokens tokens;

  ChatCallers(ChatConfig config, ChatTokens tokens) {
    this.tokens = tokens;
    if (tokens.isConfigured() && config.allowedSenders().isEmpty()) {
      logger
          .atWarn()
          .addKeyValue("event", "chat.nobody_allowed")
          .log("Google Chat may call, but CHAT_ALLOWED_SENDERS is empty: nobody is answered");
    }
  }

  /**
   * Returns if it is Google Chat that calls.
   *
   * @throws ProblemException 401 with a sentence that says why not; 503 with Retry-After while
   *     Google's keys can not be fetched
   */
  @Override
  public void require(HttpRequest<?> request) {
    if (!tokens.isConfigured()) {
      throw refusal("Google Chat is not set up here: CHAT_AUDIENCE is not set.");
    }
    switch (Bearer.of(request, HttpHeaders.AUTHORIZATION)) {
      case Bearer.Token(String token) -> judge(token);
      case Bearer.Missing(), Bearer.Unreadable() ->
          throw refusal("Only Google Chat calls here, with one bearer token.");
    }
  }

  private void judge(String token) {
    switch (tokens.judge(token)) {
      case Signature.Good(JWTClaimsSet _) -> {}
      case Signature.Bad(String reason) ->
          throw refusal("The bearer token " + reason + "; send a valid one.");
      case Signature.Undecided(Throwable cause) -> throw keysAway(cause);
    }
  }

  /** 401, and a line in the log. */
  static ProblemException refusal(String sentence) {
    logger
        .atInfo()
        .addKeyValue("event", "chat.refused")
        .addKeyValue("reason", sentence)
        .log("An event of Google Chat is refused; nothing runs");
    return new ProblemException(
        Problem.of(HttpStatus.UNAUTHORIZED, sentence),
        Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
  }

  private static ProblemException keysAway(Throwable cause) {
    logger
        .atWarn()
        .addKeyValue("event", "security.keys_unavailable")
        .addKeyValue("reason", String.valueOf(cause.getMessage()))
        .log("Token keys can not be fetched; callers are told to repeat");
    return ProblemException.overloaded(RETRY_AFTER);
  }
}
