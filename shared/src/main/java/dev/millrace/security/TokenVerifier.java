package dev.millrace.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import io.micronaut.context.annotation.Context;
import java.time.Duration;

/**
 * Tells a good token from a bad one: first the signature, by the one configured algorithm; then the
 * claims.
 *
 * <p>Made at start, so that a wrong configuration ends the start. A key that is withdrawn opens
 * nothing any more a minute after the fetched keys no longer hold it. Thread-safe.
 */
@Context
final class TokenVerifier {
  private static final int REMEMBERED_TOKENS = 1_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final SignatureVerifier signatures;
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
    signatures =
        switch (config.keys()) {
          case SecurityConfig.Keys.Secret(var key) -> SignatureVerifier.hs256(key);
          case SecurityConfig.Keys.Remote(var jwks) -> SignatureVerifier.rs256(jwks);
        };
  }

  /** Whether to {@link #verify} it may wait for the network. */
  boolean mayBlock(String token) {
    return signatures.mayBlock() && verified.getIfPresent(token) == null;
  }

  /**
   * Judges a token. Its signature is remembered for a moment, since callers send a token many
   * times; its claims, and so its time, are looked at every time.
   */
  Verdict verify(String token) {
    JWTClaimsSet known = verified.getIfPresent(token);
    return known == null ? verifyAnew(token) : claims.read(known);
  }

  private Verdict verifyAnew(String token) {
    return switch (signatures.verify(token)) {
      case Signature.Good(JWTClaimsSet signed) -> {
        verified.put(token, signed);
        yield claims.read(signed);
      }
      case Signature.Bad(String reason) -> new Verdict.Refused(reason);
      case Signature.Undecided(Throwable cause) -> new Verdict.Undecided(cause);
    };
  }
}
