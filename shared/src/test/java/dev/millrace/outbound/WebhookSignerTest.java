package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSignerTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

  /** The example of the reference implementations. */
  @Test
  void itSignsAsOthersDo() {
    assertThat(sign(SECRET))
        .isEqualTo(
            Map.of(
                "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp", "1614265330",
                "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
  }

  @Test
  void thePrefixOfTheSecretMayBeLeftOut() {
    assertThat(sign(SECRET.substring("whsec_".length()) + "\n")).isEqualTo(sign(SECRET));
  }

  @Test
  void anotherSecretSignsOtherwise() {
    String other = Base64.getEncoder().encodeToString(new byte[32]);

    assertThat(sign(other).get("webhook-signature"))
        .isNotEqualTo(sign(SECRET).get("webhook-signature"));
  }

  @Test
  void severalKeysSignSideBySide() {
    byte[] first = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
    String both =
        WebhookSigner.of(List.of(first, new byte[32]))
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), BODY)
            .get("webhook-signature");

    assertThat(String.valueOf(both).split(" "))
        .containsExactly(
            sign(SECRET).get("webhook-signature"),
            sign(WebhookSigner.shown(new byte[32])).get("webhook-signature"));
    assertThatThrownBy(() -> WebhookSigner.of(List.of(new byte[8])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "c2hvcnQ=", "not Base64 at all, but long enough to be it"})
  void aSecretThatIsNoneNamesTheVariable(String secret) {
    assertThatThrownBy(() -> WebhookSigner.of("THE_SECRET", secret))
        .hasMessage(
            "THE_SECRET must hold 24 to 64 bytes in Base64, and does not; make one with: openssl"
                + " rand -base64 32");
  }

  private static Map<String, String> sign(String secret) {
    return WebhookSigner.of("THE_SECRET", secret)
        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), BODY);
  }
}
