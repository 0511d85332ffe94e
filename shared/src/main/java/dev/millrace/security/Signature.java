package dev.millrace.security;

import com.nimbusds.jwt.JWTClaimsSet;

/** What became of a token's signature; its claims are for somebody else to judge. */
public sealed interface Signature {
  /** The signature is good: the issuer of the keys has written these claims. */
  record Good(JWTClaimsSet claims) implements Signature {}

  /** It is no token, or its signature is no good; {@code reason} completes "The bearer token …". */
  record Bad(String reason) implements Signature {}

  /** Whether the signature is good can not be said, since the keys can not be had. */
  record Undecided(Throwable cause) implements Signature {}
}
