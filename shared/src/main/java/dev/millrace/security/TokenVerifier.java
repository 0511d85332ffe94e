package dev.millrace.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
 * <p>Made at start, so that a wrong configuration ends the start. A key that is withdrawn opens
 * nothing any more a minute after the fetched keys no longer hold it. Thread-safe.
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
  private static final int REMEMBERED_TOKENS = 1_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final boolean remote;
  private final JWKSource<SecurityContext> keys;
  private final DefaultJWTProcessor<SecurityContext> signatures;
  private final ClaimsReader claims;

  /** By the whole token, which nobody can make without its signature; never one that was bad. */
  private final Cache<String, JWTClaimsSet> verified =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED_TOKENS)
          .expireAfterWrite(REMEMBERED_FOR)
          .executor(Runnable::run)
          .build();

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

  /** Whether to {@link #verify} it may wait for the network. */
  boolean mayBlock(String token) {
    return remote && verified.getIfPresent(token) == null;
  }

  /**
   * Judges a token. Its signature is remembered for a moment, since callers send a token many
   * times; its claims, and so its time, are looked at every time.
   */
  Verdict verify(String token) {
    try {
      return claims.read(signed(token));
    } catch (ParseException | BadJOSEException e) {
      return new Verdict.Refused("is not valid: its form, signature or key is wrong");
    } catch (RateLimitReachedException e) {
      return haveKeys() ? new Verdict.Refused("names an unknown key") : new Verdict.Undecided(e);
    } catch (JOSEException e) {
      return new Verdict.Undecided(e);
    }
  }

  private JWTClaimsSet signed(String token) throws ParseException, BadJOSEException, JOSEException {
    JWTClaimsSet known = verified.getIfPresent(token);
    if (known != null) {
      return known;
    }
    JWTClaimsSet fresh = signatures.process(token, null);
    verified.put(token, fresh);
    return fresh;
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
