package dev.millrace.scheduler.caller;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.millrace.security.Tokens;
import java.time.Instant;
import java.util.Date;

/** Tokens as Google makes them for Cloud Scheduler. */
final class IdentityToken {
  static final String ISSUER = "https://accounts.google.com";
  static final String AUDIENCE = "https://scheduler.example/cron/tick";
  static final String ACCOUNT = "ticks@project.iam.gserviceaccount.com";

  private IdentityToken() {}

  static RSAKey key(String id) {
    return Tokens.rsaKey(id);
  }

  static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("113774264463038321964")
        .claim("azp", "113774264463038321964")
        .claim("email", ACCOUNT)
        .claim("email_verified", true)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(3600)));
  }

  static String signed(RSAKey key, JWTClaimsSet.Builder claims) {
    return Tokens.rs256(key, claims.build());
  }

  /** As Cloud Run hands on what it has verified. */
  static String stripped(String signed) {
    return signed.substring(0, signed.lastIndexOf('.') + 1) + "SIGNATURE_REMOVED_BY_GOOGLE";
  }
}
