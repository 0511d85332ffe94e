package dev.millrace.scheduler.caller;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.millrace.security.Signature;
import dev.millrace.security.SignatureVerifier;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks Google's identity tokens of service accounts: the signature by the issuer's published
 * keys, then the claims. Behind Cloud Run's IAM check it also takes a token whose signature the
 * platform has verified and put a fixed word in place of; such a token is worth nothing elsewhere.
 *
 * <p>See <a href="https://cloud.google.com/run/docs/authenticating/service-to-service">Cloud Run's
 * documentation</a>. Thread-safe.
 */
@Singleton
final class IdentityTokens {
  /** What Cloud Run puts in place of a signature that it has verified. */
  static final String REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE";

  private final boolean behindIam;
  private final Set<String> audiences;
  private final Set<String> accounts;
  private final String issuer;
  private final Duration skew;
  private final SignatureVerifier signatures;
  private final Clock clock;

  IdentityTokens(CallerConfig config, Clock clock) {
    behindIam = config.behindIam();
    audiences = config.audiences();
    accounts = config.serviceAccounts();
    issuer = config.issuer();
    skew = config.clockSkew();
    signatures = SignatureVerifier.rs256(config.keys());
    this.clock = clock;
  }

  /** Judges a token; may wait for the network. */
  Verdict judge(String token) {
    return token.endsWith("." + REMOVED) ? judgeUnsigned(token) : judgeSigned(token);
  }

  private Verdict judgeSigned(String token) {
    return switch (signatures.verify(token)) {
      case Signature.Good(JWTClaimsSet claims) -> judge(claims);
      case Signature.Bad(String reason) -> Verdict.Refused.token(reason);
      case Signature.Undecided(Throwable cause) -> new Verdict.Undecided(cause);
    };
  }

  private Verdict judgeUnsigned(String token) {
    if (!behindIam) {
      return Verdict.Refused.token("has no signature, and only SCHEDULER_AUTH=iam takes it so");
    }
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      return parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          ? judge(parsed.getJWTClaimsSet())
          : Verdict.Refused.token("is not signed by RS256");
    } catch (ParseException e) {
      return Verdict.Refused.token("is not valid: its form is wrong");
    }
  }

  private Verdict judge(JWTClaimsSet claims) {
    String fault = fault(claims);
    return fault == null ? new Verdict.Accepted() : Verdict.Refused.token(fault);
  }

  private @Nullable String fault(JWTClaimsSet claims) {
    String fault = faultOfTime(claims);
    if (fault != null) {
      return fault;
    } else if (!issuer.equals(claims.getIssuer())) {
      return "is from another issuer";
    } else if (Collections.disjoint(audiences, claims.getAudience())) {
      return "is for another audience";
    } else if (!(claims.getClaim("email") instanceof String email) || !accounts.contains(email)) {
      return "is of an account that is not among SCHEDULER_SERVICE_ACCOUNTS";
    } else if (!Boolean.TRUE.equals(claims.getClaim("email_verified"))) {
      return "has an e-mail address that is not verified";
    }
    return null;
  }

  private @Nullable String faultOfTime(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      return "has no exp claim";
    } else if (!now.isBefore(expires.toInstant().plus(skew))) {
      return "has expired";
    } else if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
      return "is not valid yet";
    }
    return null;
  }

  private boolean isAhead(@Nullable Date time, Instant now) {
    return time != null && now.plus(skew).isBefore(time.toInstant());
  }
}
