package dev.millrace.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the claims of a token by which a service shows who it is; whether the token is
 * signed as it must be, {@link SignatureVerifier} says. Thread-safe.
 */
public final class IdentityClaims {
  private final String issuer;
  private final Set<String> audiences;
  private final Duration skew;
  private final Clock clock;

  /**
   * Claims of one issuer.
   *
   * @param audiences of which {@code aud} must name one
   * @param skew by how much the issuer's clock may differ
   */
  public IdentityClaims(String issuer, Set<String> audiences, Duration skew, Clock clock) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(audiences);
    this.skew = skew;
    this.clock = clock;
  }

  /** What is wrong with time, issuer and audience, which completes "The bearer token …". */
  public @Nullable String fault(JWTClaimsSet claims) {
    String fault = faultOfTime(claims);
    if (fault != null) {
      return fault;
    } else if (!issuer.equals(claims.getIssuer())) {
      return "is from another issuer";
    } else if (Collections.disjoint(audiences, claims.getAudience())) {
      return "is for another audience";
    }
    return null;
  }

  /**
   * What is wrong with the account, which completes "The bearer token …".
   *
   * @param accounts e-mail addresses, of which the token's must be one
   * @param whose completes "is of an account that is not …"
   */
  public static @Nullable String faultOfAccount(
      JWTClaimsSet claims, Set<String> accounts, String whose) {
    if (!(claims.getClaim("email") instanceof String email) || !accounts.contains(email)) {
      return "is of an account that is not " + whose;
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
