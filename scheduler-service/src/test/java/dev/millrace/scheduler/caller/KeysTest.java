package dev.millrace.scheduler.caller;

import static dev.millrace.scheduler.caller.IdentityToken.claims;
import static dev.millrace.scheduler.caller.IdentityToken.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.millrace.security.KeyServer;
import dev.millrace.testing.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static final RSAKey OLD = IdentityToken.key("old");
  private static final RSAKey NEW = IdentityToken.key("new");

  private final KeyServer keys = new KeyServer();

  @AfterEach
  void stop() {
    keys.close();
  }

  @Test
  void rotatedKeysAreFetchedWithTheFirstTokenThatNeedsThem() {
    keys.publish(OLD);
    try (TickService service = TickService.takingTokens(keys, Map.of())) {
      assertThat(service.tickBearing(signed(OLD, claims())).status()).isEqualTo(200);
      keys.publish(NEW);
      assertThat(service.tickBearing(signed(NEW, claims())).status()).isEqualTo(200);
      Refusals.assertUnauthorized(service.tickBearing(signed(OLD, claims())));
      assertThat(service.ticks()).isEqualTo(2);
    }
  }

  @Test
  void knownKeysStayGoodWhileTheirAddressIsAway() {
    keys.publish(OLD);
    try (TickService service = TickService.takingTokens(keys, Map.of())) {
      assertThat(service.tickBearing(signed(OLD, claims())).status()).isEqualTo(200);
      keys.goAway();
      assertThat(service.tickBearing(signed(OLD, claims())).status()).isEqualTo(200);
    }
  }

  @Test
  void keysThatCanNotBeHadAreOurFaultAndNotTheCallers() {
    try (TickService service =
        TickService.takingTokens(
            keys, Map.of("millrace.scheduler.callers.cron-secret", "a-secret-that-is-good"))) {
      for (int i = 0; i < 3; i++) {
        Answer answer = service.tickBearing(signed(OLD, claims()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      }
      assertThat(service.ticks()).isZero();
      assertThat(service.tickBearing("a-secret-that-is-good").status()).isEqualTo(200);
    }
  }

  @Test
  void theKeysOfOurOwnUsersHaveNoSayInTicks() {
    keys.publish(OLD);
    try (KeyServer away = new KeyServer();
        TickService service =
            TickService.takingTokens(
                keys,
                Map.of(
                    "millrace.security.algorithm",
                    "RS256",
                    "millrace.security.jwks-url",
                    away.url()))) {
      assertThat(service.tickBearing(signed(OLD, claims())).status()).isEqualTo(200);
      assertThat(away.fetches()).isZero();
    }
  }
}
