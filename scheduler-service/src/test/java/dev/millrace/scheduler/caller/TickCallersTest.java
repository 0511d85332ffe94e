package dev.millrace.scheduler.caller;

import static dev.millrace.scheduler.caller.IdentityToken.claims;
import static dev.millrace.scheduler.caller.IdentityToken.signed;
import static dev.millrace.scheduler.caller.IdentityToken.stripped;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.millrace.security.KeyServer;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
final class TickCallersTest {
  private static final String SECRET = "the-cron-secret-of-the-tests";

  private static final RSAKey KEY = IdentityToken.key("current");
  private static KeyServer keys;
  private static TickService service;
  private int ticksBefore;

  @BeforeAll
  static void start() {
    keys = new KeyServer().publish(KEY);
    service =
        TickService.takingTokens(keys, Map.of("millrace.scheduler.callers.cron-secret", SECRET));
  }

  @AfterAll
  static void stop() {
    service.close();
    keys.close();
  }

  @BeforeEach
  void count() {
    ticksBefore = service.ticks();
  }

  private boolean expectsTick;

  @AfterEach
  void nothingRanForWhoWasRefused() {
    if (!expectsTick) {
      assertThat(service.ticks()).isEqualTo(ticksBefore);
    }
  }

  @Test
  void theServiceAccountMayCallAndTheKeysAreFetchedOnce() {
    expectsTick = true;
    int before = keys.fetches();
    for (int i = 0; i < 10; i++) {
      assertThat(service.tickBearing(signed(KEY, claims())).status()).isEqualTo(200);
    }
    assertThat(service.ticks()).isEqualTo(ticksBefore + 10);
    assertThat(keys.fetches() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void whoKnowsTheSecretMayCall() {
    expectsTick = true;
    assertThat(service.tickBearing(SECRET).status()).isEqualTo(200);
    assertThat(service.tick("Authorization", "bearer " + SECRET).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the-cron-secret-of-the-test",
        "the-cron-secret-of-the-tests-",
        "The-cron-secret-of-the-tests",
        "x",
        "a.b.c",
        "..",
        "e30.e30.e30"
      })
  void whoGuessesMayNot(String guess) {
    assertRefused(service.tickBearing(guess));
  }

  @Test
  void whoSendsNothingIsToldWhatToSend() {
    Answer answer = service.tick();

    assertRefused(answer);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(detail(answer))
        .isEqualTo(
            "Send a Google identity token or the cron secret as a bearer token in the Authorization"
                + " header.");
  }

  @Test
  void theHeaderOfCloudSchedulerProvesNothing() {
    Answer answer = service.tick("X-Cloudscheduler", "true");

    assertRefused(answer);
    assertThat(detail(answer)).startsWith("X-Cloudscheduler proves nothing");
  }

  @Test
  void twoTokensAreOneTooMany() {
    assertRefused(
        service.tick("Authorization", "Bearer " + SECRET, "Authorization", "Bearer " + SECRET));
  }

  @Test
  void anotherSchemeIsNoBearer() {
    assertRefused(service.tick("Authorization", "Basic " + SECRET));
    assertRefused(service.tick("Authorization", "Bearer"));
    assertRefused(service.tick("Authorization", SECRET));
  }

  @Test
  void aTokenOfOurOwnUsersOpensNothingHere() {
    assertRefused(service.tickAsUser());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aTokenWithAFaultIsRefusedWithTheReason(String reason, JWTClaimsSet.Builder claims) {
    Answer answer = service.tickBearing(signed(KEY, claims));

    assertRefused(answer);
    assertThat(detail(answer)).isEqualTo("The bearer token " + reason + "; send a valid one.");
  }

  static Stream<Arguments> faults() {
    Instant now = Instant.now();
    String account = "is of an account that is not among SCHEDULER_SERVICE_ACCOUNTS";
    return Stream.of(
        Arguments.of("has expired", claims().expirationTime(Date.from(now.minusSeconds(60)))),
        Arguments.of("has no exp claim", claims().expirationTime(null)),
        Arguments.of("is not valid yet", claims().notBeforeTime(Date.from(now.plusSeconds(600)))),
        Arguments.of("is not valid yet", claims().issueTime(Date.from(now.plusSeconds(600)))),
        Arguments.of("is from another issuer", claims().issuer("https://issuer.example")),
        Arguments.of("is from another issuer", claims().issuer(null)),
        Arguments.of("is for another audience", claims().audience("https://scheduler.example")),
        Arguments.of("is for another audience", claims().audience((String) null)),
        Arguments.of(account, claims().claim("email", "other@project.iam.gserviceaccount.com")),
        Arguments.of(account, claims().claim("email", List.of(IdentityToken.ACCOUNT))),
        Arguments.of(account, claims().claim("email", null)),
        Arguments.of(
            "has an e-mail address that is not verified", claims().claim("email_verified", false)),
        Arguments.of(
            "has an e-mail address that is not verified", claims().claim("email_verified", null)),
        Arguments.of(
            "has an e-mail address that is not verified",
            claims().claim("email_verified", "false")));
  }

  @Test
  void aSmallDifferenceOfClocksIsForgiven() {
    expectsTick = true;
    Instant now = Instant.now();
    assertThat(
            service
                .tickBearing(
                    signed(
                        KEY,
                        claims()
                            .issueTime(Date.from(now.plusSeconds(5)))
                            .expirationTime(Date.from(now.minusSeconds(3)))))
                .status())
        .isEqualTo(200);
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String token = new PlainJWT(claims().build()).serialize();
    String signed = signed(KEY, claims());

    assertRefused(service.tickBearing(token));
    assertRefused(service.tickBearing(signed.substring(0, signed.lastIndexOf('.') + 1)));
    assertRefused(service.tickBearing(signed.substring(0, signed.lastIndexOf('.'))));
  }

  @Test
  void aTamperedTokenIsRefused() {
    String[] good = signed(KEY, claims()).split("\\.", -1);
    String[] other = signed(KEY, claims().audience("other")).split("\\.", -1);

    assertRefused(service.tickBearing(good[0] + "." + good[1] + "." + other[2]));
  }

  @Test
  void thePublicKeyIsNoSharedSecret() throws JOSEException {
    for (byte[] secret :
        List.of(
            KEY.toRSAPublicKey().getEncoded(),
            KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      assertRefused(
          service.tickBearing(
              Tokens.sign(JWSAlgorithm.HS256, "current", claims().build(), new MACSigner(secret))));
    }
  }

  @Test
  void onlyRs256IsAccepted() throws JOSEException {
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
      assertRefused(
          service.tickBearing(
              Tokens.sign(algorithm, "current", claims().build(), new RSASSASigner(KEY))));
    }
  }

  @Test
  void aTokenOfAnUnknownKeyIsRefused() {
    assertRefused(service.tickBearing(signed(IdentityToken.key("current"), claims())));
    assertRefused(service.tickBearing(signed(IdentityToken.key("unknown"), claims())));
  }

  @Test
  void aTokenWithoutItsSignatureIsRefused() {
    String token = stripped(signed(KEY, claims()));

    assertThat(detail(service.tickBearing(token))).contains("only SCHEDULER_AUTH=iam");
    assertRefused(service.tickBearing(token));
    assertRefused(service.tick("X-Serverless-Authorization", "Bearer " + token));
  }

  private static void assertRefused(Answer answer) {
    Refusals.assertUnauthorized(answer);
  }

  private static String detail(Answer answer) {
    return answer.json().get("detail").asText();
  }
}
