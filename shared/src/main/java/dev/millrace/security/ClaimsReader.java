package dev.millrace.security;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.content.Organizations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the claims of a token whose signature is good, and reads the {@link Caller} from them. */
@Singleton
final class ClaimsReader {
  /** Where issuers put scopes: RFC 8693's name first. */
  private static final List<String> SCOPE_CLAIMS = List.of("scope", "scp", "scopes");

  private final Optional<String> issuer;
  private final Optional<String> audience;
  private final Duration skew;
  private final Organizations organizations;
  private final Clock clock;

  ClaimsReader(SecurityConfig config, Organizations organizations, Clock clock) {
    this.issuer = config.requiredIssuer();
    this.audience = config.requiredAudience();
    this.skew = config.clockSkew();
    this.organizations = organizations;
    this.clock = clock;
  }

  Verdict read(JWTClaimsSet claims) {
    String fault = fault(claims);
    if (fault != null) {
      return new Verdict.Refused(fault);
    }
    String organization = organization(claims.getClaim("organization_id"));
    return organization == null
        ? new Verdict.Refused("names an organization_id that is not one")
        : new Verdict.Accepted(new Caller(claims.getSubject(), organization, scopes(claims)));
  }

  private @Nullable String fault(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    if (expires == null) {
      return "has no exp claim";
    } else if (!now.isBefore(expires.toInstant().plus(skew))) {
      return "has expired";
    } else if (notBefore != null && now.plus(skew).isBefore(notBefore.toInstant())) {
      return "is not valid yet";
    } else if (issuer.isPresent() && !issuer.get().equals(claims.getIssuer())) {
      return "is from another issuer";
    } else if (audience.isPresent() && !claims.getAudience().contains(audience.get())) {
      return "is for another audience";
    } else if (claims.getSubject() == null || claims.getSubject().isBlank()) {
      return "has no sub claim";
    }
    return null;
  }

  private @Nullable String organization(@Nullable Object claim) {
    return switch (claim) {
      case null -> organizations.ofTheNameless();
      case String id when Organizations.isValid(id) -> id;
      default -> null;
    };
  }

  private static Set<String> scopes(JWTClaimsSet claims) {
    Set<String> scopes = new LinkedHashSet<>();
    for (String name : SCOPE_CLAIMS) {
      switch (claims.getClaim(name)) {
        case String text -> scopes.addAll(List.of(text.strip().split("\\s+")));
        case Collection<?> list -> list.forEach(scope -> scopes.add(String.valueOf(scope)));
        case null, default -> {}
      }
    }
    scopes.remove("");
    return scopes;
  }
}
