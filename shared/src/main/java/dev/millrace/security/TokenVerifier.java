package dev.millrace.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.micronaut.context.annotation.Context;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;

/**
 * Tells a good token from a bad one: first the signature, by the one configured algorithm and by no
 * other whatever the token's header says; then the claims.
 *
 * <p>Made at start, so that a wrong configuration ends the start. Thread-safe.
 */
@Context
final class TokenVerifier {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(3);
  private static final int JWKS_BYTES = 256 * 1024;
  private static final Duration KEYS_FRESH = Duration.ofMinutes(10);
  private static final Duration KEYS_USABLE_IN_OUTAGE = Duration.ofHours(4);
  private static final Duration REFRESH_WAIT = Duration.ofSeconds(10);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);

  private final boolean remote;
  private final JWKSource<SecurityContext> keys;
  private final DefaultJWTProcessor<SecurityContext> signatures;
  private final ClaimsReader claims;

  TokenVerifier(SecurityConfig config, ClaimsReader claims) {
    this.claims = claims;
    JWSAlgorithm algorithm = JWSAlgorithm.parse(config.algorithm());
    switch (config.keys()) {
      case SecurityConfig.Keys.Secret secret -> {
        remote = false;
        keys = new ImmutableSecret<>(secret.key());
      }
      case SecurityConfig.Keys.Remote url -> {
        remote = true;
        keys = fetched(url.jwks());
      }
    }
    signatures = new DefaultJWTProcessor<>();
    signatures.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithm, keys));
    signatures.setJWTClaimsSetVerifier((claimsSet, context) -> {});
  }

  /** Whether {@link #verify} may wait for the network. */
  boolean mayBlock() {
    return remote;
  }

  Verdict verify(String token) {
    try {
      JWTClaimsSet verified = signatures.process(token, null);
      return claims.read(verified);
    } catch (ParseException | BadJOSEException e) {
      return new Verdict.Refused("is not valid: its form, signature or key is wrong");
    } catch (RateLimitReachedException e) {
      return haveKeys() ? new Verdict.Refused("names an unknown key") : new Verdict.Undecided(e);
    } catch (JOSEException e) {
      return new Verdict.Undecided(e);
    }
  }

  /** A key that is not among those we have is unknown, once we asked lately. */
  private boolean haveKeys() {
    try {
      return !keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null).isEmpty();
    } catch (JOSEException e) {
      return false;
    }
  }

  private static JWKSource<SecurityContext> fetched(URI jwks) {
    try {
      DefaultResourceRetriever retriever =
          new DefaultResourceRetriever(
              Math.toIntExact(CONNECT.toMillis()), Math.toIntExact(READ.toMillis()), JWKS_BYTES);
      return JWKSourceBuilder.create(jwks.toURL(), retriever)
          .cache(KEYS_FRESH.toMillis(), REFRESH_WAIT.toMillis())
          .refreshAheadCache(false)
          .rateLimited(BETWEEN_FETCHES.toMillis())
          .outageTolerant(KEYS_USABLE_IN_OUTAGE.toMillis())
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("JWKS_URL must be an address, and is " + jwks + ".", e);
    }
  }
}
