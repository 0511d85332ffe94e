package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class DevTokenTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @Test
  void holdsEveryScopeOfTheDefaultOrganizationForThirtyDays() {
    List<String> parts = parts(DevToken.mint(KEY, "default", Instant.ofEpochSecond(1_000)));

    assertThat(decode(parts.get(0))).isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    assertThat(decode(parts.get(1)))
        .isEqualTo(
            "{\"sub\":\"developer\",\"iss\":\"millrace-local\",\"organization_id\":\"default\","
                + "\"scope\":\"requests:read requests:write runs:read runs:write"
                + " dead-letters:read dead-letters:write webhooks:read webhooks:write schedules:read schedules:write"
                + " catalog:read catalog:write usage:read usage:write metrics:read\",\"iat\":1000,\"exp\":2593000}");
  }

  @Test
  void isSignedWithTheSecretKey() throws Exception {
    String token = DevToken.mint(KEY, "default", Instant.EPOCH);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));

    byte[] expected = mac.doFinal(token.substring(0, token.lastIndexOf('.')).getBytes(UTF_8));

    assertThat(Base64.getUrlDecoder().decode(parts(token).get(2))).isEqualTo(expected);
  }

  private static List<String> parts(String token) {
    return List.of(token.split("\\.", -1));
  }

  private static String decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }
}
