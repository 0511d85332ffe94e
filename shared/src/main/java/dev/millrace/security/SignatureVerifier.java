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
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import javax.crypto.SecretKey;

/**
 * Verifies the signature of a token by one algorithm and by no other, whatever the token's header
 * says. It does not look at the claims.
 *
 * <p>Remote keys are kept for 10 minutes, for 4 hours if their address is away, and are fetched at
 * once, though at most twice in 30 seconds, for a token that names a key which is not among them:
 * so they may be rotated at any time. Thread-safe.
 */
public final class SignatureVerifier {
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

  private SignatureVerifier(
      JWSAlgorithm algorithm, boolean remote, JWKSource<SecurityContext> keys) {
    this.remote = remote;
    this.keys = keys;
    signatures = new DefaultJWTProcessor<>();
    signatures.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithm, keys));
    signatures.setJWTClaimsSetVerifier((claimsSet, context) -> {});
  }

  /** Of tokens that are signed by HS256 with a shared key. */
  public static SignatureVerifier hs256(SecretKey key) {
    return new SignatureVerifier(JWSAlgorithm.HS256, false, new ImmutableSecret<>(key));
  }

  /** Of tokens that are signed by RS256 with one of the keys at an address. */
  public static SignatureVerifier rs256(JwksAddress keys) {
    return new SignatureVerifier(JWSAlgorithm.RS256, true, fetched(keys));
  }

  /** Whether {@link #verify} may wait for the network. */
  public boolean mayBlock() {
    return remote;
  }

  /** Says whether the token is signed as it must be. */
  public Signature verify(String token) {
    try {
      return new Signature.Good(signatures.process(token, null));
    } catch (ParseException | BadJOSEException e) {
      return new Signature.Bad("is not valid: its form, signature or key is wrong");
    } catch (RateLimitReachedException e) {
      return haveKeys() ? new Signature.Bad("names an unknown key") : new Signature.Undecided(e);
    } catch (JOSEException e) {
      return new Signature.Undecided(e);
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

  private static JWKSource<SecurityContext> fetched(JwksAddress address) {
    try {
      DefaultResourceRetriever retriever =
          new DefaultResourceRetriever(
              Math.toIntExact(CONNECT.toMillis()), Math.toIntExact(READ.toMillis()), JWKS_BYTES);
      return JWKSourceBuilder.create(address.uri().toURL(), retriever)
          .cache(KEYS_FRESH.toMillis(), REFRESH_WAIT.toMillis())
          .refreshAheadCache(false)
          .rateLimited(BETWEEN_FETCHES.toMillis())
          .outageTolerant(KEYS_USABLE_IN_OUTAGE.toMillis())
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("not an address of keys: " + address.uri(), e);
    }
  }
}
