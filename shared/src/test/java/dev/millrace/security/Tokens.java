package dev.millrace.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Tokens for tests: those of HS256 are good for a service started with {@link #SECRET_KEY}. */
public final class Tokens {
  public static final String SECRET_KEY = "a-secret-key-for-tests-of-fifty-characters-or-more";

  private Tokens() {}

  /** A good token of {@code organization} with these scopes, separated by spaces. */
  public static String of(String organization, String scopes) {
    return hs256(claims().claim("organization_id", organization).claim("scope", scopes).build());
  }

  /** The claims of a good token: a subject, and an hour to live. */
  public static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("tester")
        .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
  }

  /** Signed by {@link #SECRET_KEY}. */
  public static String hs256(JWTClaimsSet claims) {
    return hs256(claims, SECRET_KEY.getBytes(StandardCharsets.UTF_8));
  }

  /** Signed by {@code key}. */
  public static String hs256(JWTClaimsSet claims, byte[] key) {
    try {
      return sign(JWSAlgorithm.HS256, null, claims, new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A new key pair of that name. */
  public static RSAKey rsaKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed by a private key, as issuers with published keys do. */
  public static String rs256(RSAKey key, JWTClaimsSet claims) {
    try {
      return sign(JWSAlgorithm.RS256, key.getKeyID(), claims, new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed by {@code signer}. */
  public static String sign(
      JWSAlgorithm algorithm, @Nullable String keyId, JWTClaimsSet claims, JWSSigner signer) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
