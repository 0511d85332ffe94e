package dev.millrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.problem.Service;
import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  @SuppressWarnings("NullAway.Init")
  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "access",
            Map.of(
                "micronaut.server.cors.enabled",
                true,
                "CORS_ORIGINS",
                "https://console.example,https://other.example"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aCallerWithTheScopeIsServedAndKnown() {
    Answer answer = service.send(service.request("/a/caller", "runs:read requests:read"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("tester of acme may requests:read");
  }

  @Test
  void withoutATokenOneIsAskedFor() {
    Answer answer = service.send(service.request("/a/caller"));

    assertProblem(answer, 401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void tooSmallAScopeIsToldWhatIsMissing() {
    Answer answer = service.send(service.request("/a/caller", "requests:write"));

    assertProblem(answer, 403);
    assertThat(answer.json().get("detail").asText())
        .isEqualTo("The token lacks the scope requests:read.");
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"requests:read\"");
  }

  @Test
  void aRouteThatSaysNothingIsClosed() {
    assertProblem(service.send(service.request("/a-silent")), 401);
    assertProblem(service.send(service.request("/a-silent", "requests:read")), 403);
  }

  @Test
  void strangersDoNotLearnWhichAddressesExist() {
    assertProblem(service.send(service.request("/nowhere")), 401);
    assertProblem(service.send(service.request("/a/caller").DELETE()), 401);
    assertProblem(service.send(service.request("/nowhere", "requests:read")), 404);
    assertProblem(service.send(service.request("/a/caller", "requests:read").DELETE()), 405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/prometheus", "/prometheus/", "/%70rometheus"})
  void metricsNeedTheirScope(String path) {
    assertThat(service.send(service.request(path)).status()).isEqualTo(401);
    assertThat(service.send(service.request(path, "requests:read")).status()).isIn(403, 404);
  }

  @Test
  void metricsAreReadWithTheirScope() {
    Answer answer = service.send(service.request("/prometheus", "metrics:read"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("jvm_memory_used_bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/beans",
        "/env",
        "/loggers",
        "/routes",
        "/threaddump",
        "/info",
        "/refresh",
        "/stop",
        "/metrics",
        "/caches",
        "/login",
        "/logout",
        "/keys",
        "/oauth/access_token"
      })
  void managementIsNotThere(String path) {
    assertThat(service.send(service.request(path)).status()).isEqualTo(401);
    assertThat(service.send(service.request(path, "metrics:read")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/", "/openapi/index.html", "/openapi/../a/caller"})
  void documentationIsClosedOutsideOfALaptop(String path) {
    assertThat(service.send(service.request(path)).status()).isEqualTo(401);
  }

  @Test
  void laptopsShowDocumentationAndMayOpenMetrics() {
    try (Service local =
        Service.start(
            "access",
            Map.of("millrace.environment", "local", "millrace.security.open-metrics", true))) {
      assertThat(local.send(local.request("/openapi/nothing.html")).status()).isEqualTo(404);
      assertThat(local.send(local.request("/openapi")).status()).isEqualTo(401);
      assertThat(local.send(local.request("/prometheus")).status()).isEqualTo(200);
    }
  }

  @Test
  void openRoutesAreOpenEvenWithABadToken() {
    assertThat(service.send(service.request("/a/open")).status()).isEqualTo(200);
    assertThat(
            service
                .send(service.request("/a/open").header("Authorization", "Bearer nonsense"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aBodyUpToTheLimitIsTaken() {
    String body = text(BodyLimit.DEFAULT);

    assertThat(post("/a/small", BodyPublishers.ofString(body)).body()).isEqualTo("262144");
    assertThat(post("/a/small", chunked(body)).body()).isEqualTo("262144");
  }

  @Test
  void aLargerBodyIsRefusedWhetherOrNotItSaysItsLength() {
    String body = text(BodyLimit.DEFAULT + 1);

    assertProblem(post("/a/small", BodyPublishers.ofString(body)), 413);
    assertProblem(post("/a/small", chunked(body)), 413);
    assertProblem(post("/nowhere", chunked(body)), 413);
  }

  @Test
  void aRouteMayTakeMore() {
    String body = text(BodyLimit.BATCH);

    assertThat(post("/a/large", BodyPublishers.ofString(body)).body()).isEqualTo("8388608");
    assertThat(post("/a/large", chunked(body)).body()).isEqualTo("8388608");
  }

  @Test
  void noRouteTakesMoreThanTheServer() {
    String body = text(BodyLimit.BATCH + 1);

    assertProblem(post("/a/large", BodyPublishers.ofString(body)), 413);
    assertProblem(post("/a/large", chunked(body)), 413);
  }

  @Test
  void configuredOriginsMayCallAndReadOurHeaders() {
    Answer preflight =
        service.send(
            service
                .request("/a/caller")
                .header("Origin", "https://console.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization,idempotency-key")
                .method("OPTIONS", BodyPublishers.noBody()));
    Answer answer =
        service.send(
            service
                .request("/a/caller", "requests:read")
                .header("Origin", "https://other.example"));

    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header("Access-Control-Allow-Origin"))
        .isEqualTo("https://console.example");
    assertThat(preflight.response().headers().allValues("Access-Control-Allow-Headers"))
        .containsExactly("authorization", "idempotency-key");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://other.example");
    assertThat(answer.response().headers().allValues("Access-Control-Expose-Headers"))
        .containsExactlyInAnyOrder(
            "Location",
            "ETag",
            "Link",
            "Retry-After",
            "Idempotency-Replayed",
            "Preference-Applied");
  }

  @Test
  void anErrorCanBeReadByAConfiguredOrigin() {
    Answer answer =
        service.send(service.request("/a/caller").header("Origin", "https://other.example"));

    assertProblem(answer, 401);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://other.example");
  }

  @Test
  void otherOriginsGetNoPermission() {
    Answer answer =
        service.send(
            service.request("/a/caller", "requests:read").header("Origin", "https://evil.example"));

    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  private static Answer post(String path, BodyPublisher body) {
    return service.send(
        service.request(path, "requests:read").header("Content-Type", "text/plain").POST(body));
  }

  private static BodyPublisher chunked(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
  }

  private static String text(long length) {
    return "x".repeat(Math.toIntExact(length));
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().get("status").asInt()).isEqualTo(status);
  }

  @Controller("/a")
  @Requires(property = "spec.name", value = "access")
  static class SecuredController {
    @Get(value = "/caller", produces = "text/plain")
    @Secured("requests:read")
    String caller(Caller caller) {
      String scope = caller.may("requests:read") ? "requests:read" : "nothing";
      return caller.subject() + " of " + caller.organizationId() + " may " + scope;
    }

    @Post(value = "/small", consumes = "text/plain", produces = "text/plain")
    @Secured("requests:read")
    String small(@Body String body) {
      return Integer.toString(body.length());
    }

    @Post(value = "/large", consumes = "text/plain", produces = "text/plain")
    @Secured("requests:read")
    @BodyLimit(BodyLimit.BATCH)
    String large(@Body String body) {
      return Integer.toString(body.length());
    }

    @Get("/open")
    @Secured(SecurityRule.IS_ANONYMOUS)
    String open() {
      return "open";
    }
  }

  @Controller("/a-silent")
  @Requires(property = "spec.name", value = "access")
  static class SilentController {
    @Get
    String silent() {
      return "silent";
    }
  }
}
