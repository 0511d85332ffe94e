package dev.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route without a token, with a bad one, and with too small a scope. */
final class AccessTest {
  private static final String ID = "0198c1f0-0000-7000-8000-000000000000";
  private static final LiveApi API = LiveApi.start();

  @AfterAll
  static void close() {
    API.close();
  }

  static Stream<Arguments> routes() {
    return Stream.of(
        Arguments.of("POST", "/v1/content-requests", "requests:write"),
        Arguments.of("POST", "/v1/content-requests:batch", "requests:write"),
        Arguments.of("GET", "/v1/content-requests", "requests:read"),
        Arguments.of("GET", "/v1/content-requests/" + ID, "requests:read"),
        Arguments.of("GET", "/v1/content-requests/" + ID + "/content", "requests:read"),
        Arguments.of("GET", "/v1/content-requests/" + ID + "/events", "requests:read"),
        Arguments.of("POST", "/v1/content-requests/" + ID + "/cancel", "requests:write"),
        Arguments.of("POST", "/v1/content-requests/" + ID + "/retry", "requests:write"),
        Arguments.of("POST", "/run", "runs:write"),
        Arguments.of("POST", "/v1/runs", "runs:write"),
        Arguments.of("GET", "/v1/runs", "runs:read"),
        Arguments.of("GET", "/v1/runs/" + ID, "runs:read"),
        Arguments.of("GET", "/v1/runs/" + ID + "/events", "runs:read"),
        Arguments.of("GET", "/v1/runs/" + ID + "/logs", "runs:read"),
        Arguments.of("GET", "/v1/runs/" + ID + "/result", "runs:read"),
        Arguments.of("GET", "/v1/runs/" + ID + "/artifacts/picture.png", "runs:read"),
        Arguments.of("POST", "/v1/runs/" + ID + "/cancel", "runs:write"),
        Arguments.of("POST", "/v1/runs/" + ID + "/retry", "runs:write"),
        Arguments.of("GET", "/v1/dead-letters", "dead-letters:read"),
        Arguments.of("GET", "/v1/dead-letters/" + ID, "dead-letters:read"),
        Arguments.of("POST", "/v1/dead-letters/redrive", "dead-letters:write"),
        Arguments.of("POST", "/v1/webhook-endpoints", "webhooks:write"),
        Arguments.of("GET", "/v1/webhook-endpoints", "webhooks:read"),
        Arguments.of("GET", "/v1/webhook-endpoints/" + ID, "webhooks:read"),
        Arguments.of("PATCH", "/v1/webhook-endpoints/" + ID, "webhooks:write"),
        Arguments.of("DELETE", "/v1/webhook-endpoints/" + ID, "webhooks:write"),
        Arguments.of("POST", "/v1/webhook-endpoints/" + ID + "/enable", "webhooks:write"),
        Arguments.of("POST", "/v1/webhook-endpoints/" + ID + "/disable", "webhooks:write"),
        Arguments.of("POST", "/v1/webhook-endpoints/" + ID + "/rotate", "webhooks:write"),
        Arguments.of("POST", "/v1/webhook-endpoints/" + ID + "/test", "webhooks:write"),
        Arguments.of("GET", "/v1/webhook-secret", "webhooks:read"),
        Arguments.of("POST", "/v1/webhook-secret/rotate", "webhooks:write"),
        Arguments.of("GET", "/v1/webhook-deliveries", "webhooks:read"),
        Arguments.of("GET", "/v1/webhook-deliveries/" + ID, "webhooks:read"),
        Arguments.of("POST", "/v1/webhook-deliveries/redrive", "webhooks:write"),
        Arguments.of("GET", "/v1/usage", "usage:read"),
        Arguments.of("GET", "/v1/budget", "usage:read"),
        Arguments.of("PUT", "/v1/budget", "usage:write"),
        Arguments.of("GET", "/v1/catalog/exercises", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/exercises/" + ID, "catalog:read"),
        Arguments.of("GET", "/v1/catalog/jobs", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/jobs/" + ID, "catalog:read"),
        Arguments.of("GET", "/v1/catalog/changes", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/changes/" + ID, "catalog:read"),
        Arguments.of("POST", "/v1/catalog/changes/" + ID + "/revert", "catalog:write"),
        Arguments.of("GET", "/v1/catalog/runs", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/runs/" + ID, "catalog:read"),
        Arguments.of("GET", "/v1/catalog/summaries", "catalog:read"),
        Arguments.of("POST", "/v1/catalog/jobs", "catalog:write"),
        Arguments.of("POST", "/v1/catalog/runs", "catalog:write"),
        Arguments.of("GET", "/v1/catalog/queue", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/backups", "catalog:read"),
        Arguments.of("GET", "/v1/catalog/backups/x", "catalog:read"),
        Arguments.of("POST", "/v1/catalog/backups", "catalog:write"),
        Arguments.of("POST", "/v1/catalog/backups/x/restore", "catalog:write"),
        Arguments.of("POST", "/v1/catalog/duplicate", "catalog:write"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void strangersAreRefused(String verb, String path, String scope) {
    Answer answer = API.send(request(verb, path));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aTokenWithEveryOtherScopeIsRefused(String verb, String path, String scope) {
    String others =
        "requests:read requests:write dead-letters:read dead-letters:write webhooks:read webhooks:write runs:read runs:write usage:read usage:write catalog:read catalog:write"
            .replace(scope, "");

    Answer answer = API.send(authorized(verb, path, Tokens.of("acme", others)));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("detail")).contains(scope);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aTokenWithTheScopeIsLetIn(String verb, String path, String scope) {
    Answer answer = API.send(authorized(verb, path, Tokens.of("acme", scope)));

    assertThat(answer.status()).isNotIn(401, 403);
  }

  static Stream<Arguments> forged() {
    JWTClaimsSet claims =
        Tokens.claims()
            .claim("organization_id", "acme")
            .claim("scope", "requests:read requests:write")
            .build();
    JWTClaimsSet expired =
        new JWTClaimsSet.Builder(claims)
            .expirationTime(Date.from(Instant.now().minusSeconds(60)))
            .build();
    JWTClaimsSet early =
        new JWTClaimsSet.Builder(claims)
            .notBeforeTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    byte[] wrongKey = "another-key-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);
    String good = Tokens.hs256(claims);
    return Stream.of(
        Arguments.of("alg none", new PlainJWT(claims).serialize()),
        Arguments.of("another key", Tokens.hs256(claims, wrongKey)),
        Arguments.of("expired", Tokens.hs256(expired)),
        Arguments.of("not valid yet", Tokens.hs256(early)),
        Arguments.of("signature cut off", good.substring(0, good.lastIndexOf('.') + 1)),
        Arguments.of("nonsense", "nonsense"),
        Arguments.of("algorithm's name only", JWSAlgorithm.HS256.getName()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forged")
  void aForgedOrStaleTokenIsRefused(String what, String token) {
    assertThat(API.send(authorized("GET", "/v1/content-requests", token)).status()).isEqualTo(401);
    assertThat(API.send(authorized("POST", "/v1/content-requests", token)).status()).isEqualTo(401);
  }

  @Test
  void healthIsOpen() {
    assertThat(API.send(request("GET", "/health/liveness")).status()).isEqualTo(200);
  }

  private static HttpRequest.Builder authorized(String verb, String path, String token) {
    return request(verb, path).header("Authorization", "Bearer " + token);
  }

  private static HttpRequest.Builder request(String verb, String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(API.uri(path));
    return verb.equals("GET") || verb.equals("DELETE")
        ? request.method(verb, BodyPublishers.noBody())
        : request
            .header("Content-Type", "application/json")
            .method(verb, BodyPublishers.ofString("{}"));
  }
}
