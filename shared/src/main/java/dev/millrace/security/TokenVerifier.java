package dev.millrace.security;

import io.micronaut.context.annotation.Context;

/**
 * Tells a good token from a bad one: first the signature, by the one configured algorithm; then the
 * claims.
 *
 * <p>Made at start, so that a wrong configuration ends the start. Thread-safe.
 */
@Context
final class TokenVerifier {
  private final SignatureVerifier signatures;
  private final ClaimsReader claims;

  TokenVerifier(SecurityConfig config, ClaimsReader claims) {
    this.claims = claims;
    signatures =
        switch (config.keys()) {
          case SecurityConfig.Keys.Secret(var key) -> SignatureVerifier.hs256(key);
          case SecurityConfig.Keys.Remote(var jwks) -> SignatureVerifier.rs256(jwks);
        };
  }

  /** Whether {@link #verify} may wait for the network. */
  boolean mayBlock() {
    return signatures.mayBlock();
  }

  Verdict verify(String token) {
    return switch (signatures.verify(token)) {
      case Signature.Good(var verified) -> claims.read(verified);
      case Signature.Bad(String reason) -> new Verdict.Refused(reason);
      case Signature.Undecided(Throwable cause) -> new Verdict.Undecided(cause);
    };
  }
}
