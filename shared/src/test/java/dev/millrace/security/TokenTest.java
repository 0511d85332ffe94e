package dev.millrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.problem.Service;
import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class TokenTest {
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "millrace";

  private static RSAKey key;
  private static RSAKey foreignKey;
  private static Issuer issuer;
  private static Service symmetric;
  private static Service asymmetric;

  @BeforeAll
  static void start() throws JOSEException {
    key = new RSAKeyGenerator(2048).keyID("current").generate();
    foreignKey = new RSAKeyGenerator(2048).keyID("current").generate();
    issuer = new Issuer(new JWKSet(key.toPublicJWK()).toString());
    symmetric =
        Service.start(
            "token",
            Map.of("millrace.security.issuer", ISSUER, "millrace.security.audience", AUDIENCE));
    asymmetric =
        Service.start(
            "token",
            Map.of(
                "millrace.security.algorithm",
                "RS256",
                "millrace.security.jwks-url",
                issuer.url(),
                "millrace.security.issuer",
                ISSUER,
                "millrace.security.audience",
                AUDIENCE));
  }

  @AfterAll
  static void stop() {
    symmetric.close();
    asymmetric.close();
    issuer.close();
  }

  @Test
  void aSharedKeySignsGoodTokens() {
    Answer answer = call(symmetric, Tokens.hs256(good().build()));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("default [requests:read]");
  }

  @Test
  void aPublishedKeySignsGoodTokensAndIsFetchedOnce() {
    int before = issuer.fetches();
    for (int i = 0; i < 20; i++) {
      Answer answer = call(asymmetric, rs256(good().build()));

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("default [requests:read]");
    }
    assertThat(issuer.fetches() - before).isLessThanOrEqualTo(1);
  }

  static Stream<Arguments> faults() {
    Instant now = Instant.now();
    return Stream.of(
        Arguments.of("has expired", good().expirationTime(Date.from(now.minusSeconds(60)))),
        Arguments.of("has no exp claim", good().expirationTime(null)),
        Arguments.of("is not valid yet", good().notBeforeTime(Date.from(now.plusSeconds(60)))),
        Arguments.of("is from another issuer", good().issuer("https://other.example")),
        Arguments.of("is from another issuer", good().issuer(ISSUER + "/")),
        Arguments.of("is from another issuer", good().issuer(null)),
        Arguments.of("is for another audience", good().audience("other")),
        Arguments.of("is for another audience", good().audience((String) null)),
        Arguments.of("has no sub claim", good().subject(null)),
        Arguments.of("has no sub claim", good().subject(" ")),
        Arguments.of(
            "names an organization_id that is not one", good().claim("organization_id", "a b")),
        Arguments.of(
            "names an organization_id that is not one", good().claim("organization_id", 7)),
        Arguments.of(
            "names an organization_id that is not one", good().claim("organization_id", "")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aTokenWithAFaultIsRefusedWithTheReason(String reason, JWTClaimsSet.Builder claims) {
    for (Answer answer :
        List.of(
            call(symmetric, Tokens.hs256(claims.build())),
            call(asymmetric, rs256(claims.build())))) {
      assertRefused(answer);
      assertThat(answer.json().get("detail").asText())
          .isEqualTo("The bearer token " + reason + "; send a valid one.");
    }
  }

  @Test
  void aSmallDifferenceOfClocksIsForgiven() {
    Instant now = Instant.now();

    assertThat(
            call(
                    symmetric,
                    Tokens.hs256(
                        good()
                            .expirationTime(Date.from(now.minusSeconds(3)))
                            .notBeforeTime(Date.from(now.plusSeconds(5)))
                            .build()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aTokenThatWasGoodIsRefusedOnceItHasExpired() {
    try (Service service = Service.start("token", Map.of("token.clock", "movable"))) {
      String token = Tokens.hs256(good().build());
      assertThat(call(service, token).status()).isEqualTo(200);

      service.context().getBean(MovableClock.class).ahead = Duration.ofDays(1);

      assertThat(call(service, token).status()).isEqualTo(401);
    }
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String token = new PlainJWT(good().build()).serialize();

    assertRefused(call(symmetric, token));
    assertRefused(call(asymmetric, token));
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() throws JOSEException {
    assertRefused(call(symmetric, Tokens.hs256(good().build(), new byte[32])));
    assertRefused(
        call(
            asymmetric,
            Tokens.sign(
                JWSAlgorithm.RS256, "current", good().build(), new RSASSASigner(foreignKey))));
  }

  @Test
  void thePublicKeyIsNoSharedSecret() throws JOSEException {
    for (byte[] secret :
        List.of(
            key.toRSAPublicKey().getEncoded(),
            key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      String token =
          Tokens.sign(JWSAlgorithm.HS256, "current", good().build(), new MACSigner(secret));

      assertRefused(call(asymmetric, token));
    }
  }

  @Test
  void onlyTheConfiguredAlgorithmIsAccepted() throws JOSEException {
    assertRefused(call(symmetric, rs256(good().build())));
    assertRefused(
        call(
            symmetric,
            Tokens.sign(
                JWSAlgorithm.HS384,
                null,
                good().build(),
                new MACSigner(Tokens.SECRET_KEY.getBytes(StandardCharsets.UTF_8)))));
    assertRefused(
        call(
            asymmetric,
            Tokens.sign(JWSAlgorithm.RS512, "current", good().build(), new RSASSASigner(key))));
    assertRefused(
        call(
            asymmetric,
            Tokens.sign(JWSAlgorithm.PS256, "current", good().build(), new RSASSASigner(key))));
  }

  @Test
  void aTamperedTokenIsRefused() {
    String[] parts = Tokens.hs256(good().build()).split("\\.", -1);
    String[] others = Tokens.hs256(good().subject("admin").build()).split("\\.", -1);

    assertRefused(call(symmetric, parts[0] + "." + others[1] + "." + parts[2]));
    assertRefused(call(symmetric, parts[0] + "." + parts[1] + "."));
    assertRefused(call(symmetric, parts[0] + "." + parts[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.b.c", "..", "e30.e30.e30", "Ünicode"})
  void nonsenseIsRefused(String token) {
    assertThat(call(symmetric, token.replace("Ü", "U")).status()).isEqualTo(401);
    assertThat(call(asymmetric, token.replace("Ü", "U")).status()).isEqualTo(401);
  }

  @Test
  void unknownKeysAreRefusedAndAskedForOnlyRarely() throws JOSEException {
    RSAKey unknown = new RSAKeyGenerator(2048).keyID("unknown").generate();
    String token =
        Tokens.sign(JWSAlgorithm.RS256, "unknown", good().build(), new RSASSASigner(unknown));
    int before = issuer.fetches();

    for (int i = 0; i < 20; i++) {
      assertRefused(call(asymmetric, token));
    }
    assertThat(issuer.fetches() - before).isLessThanOrEqualTo(2);
    assertThat(call(asymmetric, rs256(good().build())).status()).isEqualTo(200);
  }

  @Test
  void keysThatCanNotBeHadAreOurFaultAndNotTheCallers() {
    try (Issuer away = new Issuer("nothing");
        Service service =
            Service.start(
                "token",
                Map.of(
                    "millrace.security.algorithm",
                    "RS256",
                    "millrace.security.jwks-url",
                    away.url()))) {
      for (int i = 0; i < 3; i++) {
        Answer answer = call(service, rs256(good().build()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.json().get("type").asText()).endsWith("/overloaded");
      }
    }
  }

  @Test
  void scopesAreReadFromEveryUsualClaim() {
    assertScopes(good().claim("scope", " requests:read  runs:read "));
    assertScopes(good().claim("scope", null).claim("scp", List.of("runs:read", "requests:read")));
    assertScopes(good().claim("scp", "runs:read"));
    assertScopes(good().claim("scopes", List.of("runs:read")));
  }

  @Test
  void withoutScopesOneMayNothing() {
    assertThat(call(symmetric, Tokens.hs256(good().claim("scope", null).build())).status())
        .isEqualTo(403);
  }

  @Test
  void aTokenNamesItsOrganization() {
    Answer answer =
        call(symmetric, Tokens.hs256(good().claim("organization_id", "Acme-1_x.y").build()));

    assertThat(answer.body()).startsWith("Acme-1_x.y ");
  }

  @ParameterizedTest
  @MethodSource("wrongConfigurations")
  void aWrongConfigurationEndsTheStartAndNamesTheVariable(
      Map<String, Object> properties, String sentence) {
    assertThatThrownBy(() -> Service.start("token", properties).close())
        .rootCause()
        .hasMessage(sentence);
  }

  static Stream<Arguments> wrongConfigurations() {
    return Stream.of(
        Arguments.of(
            Map.of("millrace.security.secret-key", "too-short"),
            "SECRET_KEY must hold at least 32 bytes for ALGORITHM HS256, and holds 9; make one"
                + " with: openssl rand -base64 48"),
        Arguments.of(
            Map.of("millrace.security.algorithm", "none"),
            "ALGORITHM must be HS256 or RS256, and is none."),
        Arguments.of(
            Map.of("millrace.security.algorithm", "RS256"),
            "JWKS_URL must be set for ALGORITHM RS256."),
        Arguments.of(
            Map.of(
                "millrace.security.algorithm", "RS256",
                "millrace.security.jwks-url", "http://keys.example.com/jwks"),
            "JWKS_URL must be an https address, and is http://keys.example.com/jwks."),
        Arguments.of(
            Map.of("millrace.organizations.of-the-nameless", "a b"),
            "DEFAULT_ORGANIZATION must be 1 to 64 letters, digits, dots, dashes or"
                + " underscores."));
  }

  @Test
  void theKeyIsNotInTheTextOfTheConfiguration() {
    SecurityConfig config = symmetric.context().getBean(SecurityConfig.class);

    assertThat(config.toString()).contains("HS256").doesNotContain(Tokens.SECRET_KEY);
    assertThat(config.keys().toString()).isEqualTo("Secret[…]");
  }

  @Test
  void thousandsOfTokensAreVerifiedInASecond() {
    TokenVerifier verifier = symmetric.context().getBean(TokenVerifier.class);
    String token = Tokens.hs256(good().build());

    await()
        .untilAsserted(() -> assertThat(nanosPerVerification(verifier, token)).isLessThan(200_000));
  }

  private static long nanosPerVerification(TokenVerifier verifier, String token) {
    int rounds = 5_000;
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      assertThat(verifier.verify(token)).isInstanceOf(Verdict.Accepted.class);
    }
    return (System.nanoTime() - start) / rounds;
  }

  private static void assertScopes(JWTClaimsSet.Builder claims) {
    assertThat(call(symmetric, Tokens.hs256(claims.build())).body()).contains("runs:read");
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
    assertThat(answer.json().get("type").asText()).endsWith("/unauthorized");
  }

  private static JWTClaimsSet.Builder good() {
    return Tokens.claims().issuer(ISSUER).audience(AUDIENCE).claim("scope", "requests:read");
  }

  private static String rs256(JWTClaimsSet claims) {
    try {
      return Tokens.sign(JWSAlgorithm.RS256, "current", claims, new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer call(Service service, String token) {
    return service.send(service.request("/k").header("Authorization", "Bearer " + token));
  }

  /** Publishes keys, and counts who asks. */
  private static final class Issuer implements AutoCloseable {
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;

    Issuer(String keys) {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      server.createContext(
          "/jwks",
          exchange -> {
            fetches.incrementAndGet();
            byte[] body = keys.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    int fetches() {
      return fetches.get();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Controller("/k")
  @Requires(property = "spec.name", value = "token")
  static class KnownController {
    @Get(produces = "text/plain")
    @Secured({"requests:read", "runs:read"})
    String known(@Nullable Caller caller) {
      return caller == null ? "nobody" : caller.organizationId() + " " + caller.scopes();
    }
  }

  @Singleton
  @Requires(property = "token.clock", value = "movable")
  static class MovableClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("Nobody asks for another zone");
    }
  }
}
