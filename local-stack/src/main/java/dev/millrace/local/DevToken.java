package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Mints the developer's JWT (RFC 7519, HS256): every scope, in the default organization. */
final class DevToken {
  static final Duration VALIDITY = Duration.ofDays(30);
  static final List<String> SCOPES =
      List.of(
          "requests:read",
          "requests:write",
          "runs:read",
          "runs:write",
          "dead-letters:read",
          "dead-letters:write",
          "webhooks:read",
          "webhooks:write",
          "schedules:read",
          "schedules:write",
          "catalog:read",
          "catalog:write",
          "usage:read",
          "usage:write",
          "metrics:read");

  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private DevToken() {}

  static String mint(String secretKey, String organization, Instant now) {
    String claims =
        """
        {"sub":"developer","iss":"%s","organization_id":"%s","scope":"%s","iat":%d,"exp":%d}"""
            .formatted(
                Settings.LOCAL_PROJECT,
                organization,
                String.join(" ", SCOPES),
                now.getEpochSecond(),
                now.plus(VALIDITY).getEpochSecond());
    String signed = encode(HEADER.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    return signed + "." + encode(sign(signed, secretKey));
  }

  private static byte[] sign(String text, String secretKey) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has HmacSHA256", impossible);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
