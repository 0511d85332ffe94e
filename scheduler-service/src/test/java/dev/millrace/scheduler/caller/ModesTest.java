package dev.millrace.scheduler.caller;

import static dev.millrace.scheduler.caller.IdentityToken.claims;
import static dev.millrace.scheduler.caller.IdentityToken.signed;
import static dev.millrace.scheduler.caller.IdentityToken.stripped;
import static dev.millrace.scheduler.caller.Refusals.assertUnauthorized;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.PlainJWT;
import dev.millrace.security.KeyServer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ModesTest {
  private static final RSAKey KEY = IdentityToken.key("current");
  private static final RSAKey FOREIGN = IdentityToken.key("current");
  private static final String PLATFORM = "X-Serverless-Authorization";
  private static final Map<String, Object> IAM = Map.of("millrace.scheduler.callers.auth", "iam");

  private final KeyServer keys = new KeyServer().publish(KEY);

  @AfterEach
  void stop() {
    keys.close();
  }

  @Test
  void behindIamATokenWithoutItsSignatureIsGood() {
    try (TickService service = TickService.takingTokens(keys, IAM)) {
      String token = stripped(signed(FOREIGN, claims()));

      assertThat(service.tickBearing(token).status()).isEqualTo(200);
      assertThat(service.tick(PLATFORM, "Bearer " + token).status()).isEqualTo(200);
      assertThat(keys.fetches()).isZero();
    }
  }

  @Test
  void behindIamClaimsAreStillChecked() {
    try (TickService service = TickService.takingTokens(keys, IAM)) {
      for (var faulty :
          List.of(
              claims().claim("email", "other@project.iam.gserviceaccount.com"),
              claims().claim("email_verified", false),
              claims().audience("https://other.example"),
              claims().issuer("https://issuer.example"),
              claims().expirationTime(Date.from(Instant.now().minusSeconds(60))),
              claims().expirationTime(null))) {
        assertUnauthorized(service.tickBearing(stripped(signed(KEY, faulty))));
      }
      assertThat(service.ticks()).isZero();
    }
  }

  @Test
  void behindIamOnlyThePlatformsOwnWordStandsForASignature() {
    try (TickService service = TickService.takingTokens(keys, IAM)) {
      String token = stripped(signed(KEY, claims()));
      String plain = new PlainJWT(claims().build()).serialize();

      assertUnauthorized(service.tickBearing(token + "x"));
      assertUnauthorized(service.tickBearing(token.replace("REMOVED", "removed")));
      assertUnauthorized(service.tickBearing(plain));
      assertUnauthorized(service.tickBearing(plain + "SIGNATURE_REMOVED_BY_GOOGLE"));
      assertUnauthorized(service.tickBearing("nonsense.SIGNATURE_REMOVED_BY_GOOGLE"));
      assertUnauthorized(service.tickBearing(signed(FOREIGN, claims())));
      assertThat(service.tickBearing(signed(KEY, claims())).status()).isEqualTo(200);
    }
  }

  @Test
  void behindIamWhatThePlatformDidNotLookAtIsWorthNothing() {
    try (TickService service = TickService.takingTokens(keys, IAM)) {
      String checked =
          stripped(signed(KEY, claims().claim("email", "another-invoker@project.example")));
      String forged = stripped(signed(FOREIGN, claims()));

      assertUnauthorized(
          service.tick(PLATFORM, "Bearer " + checked, "Authorization", "Bearer " + forged));
      assertUnauthorized(service.tick(PLATFORM, "nonsense", "Authorization", "Bearer " + forged));
      assertUnauthorized(service.tick(PLATFORM, "Bearer " + forged, PLATFORM, "Bearer " + checked));
      assertThat(service.ticks()).isZero();
    }
  }

  @Test
  void theHeaderOfCloudSchedulerIsTrustedOnlyWhereThatIsSaid() {
    try (TickService service =
        TickService.start(Map.of("millrace.scheduler.callers.trust-header", true))) {
      assertThat(service.tick("X-Cloudscheduler", "true").status()).isEqualTo(200);
      assertUnauthorized(service.tick("X-Cloudscheduler", "false"));
      assertUnauthorized(service.tick());
    }
  }

  @Test
  void whereNobodyIsConfiguredNobodyMayCall() {
    try (TickService service = TickService.start(Map.of())) {
      assertUnauthorized(service.tick());
      assertUnauthorized(service.tickBearing("anything"));
      assertUnauthorized(service.tick("Authorization", "Bearer "));
      assertUnauthorized(service.tickBearing(signed(KEY, claims())));
    }
  }
}
