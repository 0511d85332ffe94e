package dev.millrace.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.problem.Service;
import dev.millrace.testing.Answer;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class HealthTest {
  private Service service;
  private Fake database;
  private Fake provider;

  @BeforeEach
  void start() {
    start(Map.of("millrace.health.time-limit", "1m", "millrace.health.patience", "1m"));
  }

  /** Soon a probe that hangs counts as one that fails; so may one that the machine holds up. */
  private void startAgainInAHurry() {
    stop();
    start(Map.of("millrace.health.time-limit", "200ms"));
  }

  private void start(Map<String, Object> limits) {
    Map<String, Object> properties = new HashMap<>(Map.of("millrace.health.interval", "20ms"));
    properties.putAll(limits);
    service = Service.start("health", properties);
    database = service.context().getBean(FakeDatabase.class);
    provider = service.context().getBean(FakeProvider.class);
  }

  @AfterEach
  void stop() {
    database.release();
    provider.release();
    service.close();
  }

  @Test
  void healthHasExactlyThePromisedShape() {
    Answer answer = health();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().fieldNames())
        .toIterable()
        .containsExactly("status", "timestamp", "version", "services");
    assertThat(answer.json().get("status").asText()).isEqualTo("healthy");
    assertThat(Instant.parse(answer.json().get("timestamp").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(answer.json().get("version").asText()).isNotBlank();
    assertThat(answer.json().get("services").toString())
        .isEqualTo("{\"database\":true,\"gemini_api\":true,\"pubsub\":true}");
  }

  @Test
  void withoutItsDatabaseTheServiceIsUnhealthyAndNotReady() {
    database.answer = false;

    await().untilAsserted(() -> assertThat(health().status()).isEqualTo(503));
    assertThat(status()).isEqualTo("unhealthy");
    assertThat(get("/health/readiness").status()).isEqualTo(503);
    assertThat(get("/health/liveness").status()).isEqualTo(200);

    database.answer = true;

    await().untilAsserted(() -> assertThat(health().status()).isEqualTo(200));
    assertThat(get("/health/readiness").status()).isEqualTo(200);
  }

  @Test
  void withoutAnythingElseTheServiceIsDegradedAndReady() {
    provider.failure = new IllegalStateException("away");

    await().untilAsserted(() -> assertThat(status()).isEqualTo("degraded"));
    assertThat(health().status()).isEqualTo(200);
    assertThat(health().json().at("/services/gemini_api").asBoolean(true)).isFalse();
    assertThat(get("/health/readiness").status()).isEqualTo(200);
  }

  @Test
  void whatDoesNotWorkIsAskedMoreOften() {
    stop();
    start(Map.of("millrace.health.interval", "1s"));
    provider.answer = false;

    await().untilAsserted(() -> assertThat(status()).isEqualTo("degraded"));
    await().until(() -> provider.checks.get() > 3 * database.checks.get() + 3);
  }

  @Test
  void aProbeThatHangsDoesNotWorkAndHoldsNothingUp() {
    startAgainInAHurry();
    provider.hang();

    await().untilAsserted(() -> assertThat(status()).isEqualTo("degraded"));
    assertQuick();
  }

  @Test
  void aProbeThatIgnoresItsInterruptionIsNotRunTwiceAtOnce() {
    startAgainInAHurry();
    provider.ignoresInterruption = true;
    provider.hang();
    await().until(() -> provider.wasInterrupted);
    await().untilAsserted(() -> assertThat(status()).isEqualTo("degraded"));
    int checks = provider.checks.get();

    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(provider.checks.get()).isEqualTo(checks));
    assertQuick();
    provider.release();
    await().untilAsserted(() -> assertThat(status()).isEqualTo("healthy"));
  }

  @Test
  void anAnswerNeverWaitsLongForProbesThatWereNotRunYet() {
    Map<String, Object> properties = Map.of("millrace.health.time-limit", "10m");
    try (Service slow = Service.start("health-slow", properties)) {
      long start = System.nanoTime();
      Answer answer = slow.send(slow.request("/health"));
      Duration first = Duration.ofNanos(System.nanoTime() - start);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(first).isLessThan(Duration.ofMinutes(1)); // the probe itself has ten
      slow.context().getBean(SlowDatabase.class).release();
      await()
          .untilAsserted(
              () -> assertThat(slow.send(slow.request("/health")).status()).isEqualTo(200));
    }
  }

  @Test
  void livenessAndReadinessSayOneWord() {
    assertThat(get("/health/liveness").body()).isEqualTo("{\"status\":\"alive\"}");
    assertThat(get("/health/readiness").body()).isEqualTo("{\"status\":\"ready\"}");
  }

  private void assertQuick() {
    await()
        .untilAsserted(
            () -> {
              long start = System.nanoTime();
              health();
              assertThat(Duration.ofNanos(System.nanoTime() - start))
                  .isLessThan(Duration.ofMillis(100));
            });
  }

  private String status() {
    return health().json().get("status").asText();
  }

  private Answer health() {
    return get("/health");
  }

  private Answer get(String path) {
    return service.send(service.request(path));
  }

  abstract static class Fake implements Probe {
    final AtomicInteger checks = new AtomicInteger();
    volatile boolean answer = true;
    volatile boolean ignoresInterruption;
    volatile boolean wasInterrupted;
    volatile RuntimeException failure;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void hang() {
      gate = new CountDownLatch(1);
    }

    void release() {
      gate.countDown();
    }

    @Override
    public boolean check() throws InterruptedException {
      checks.incrementAndGet();
      pass();
      if (failure != null) {
        throw failure;
      }
      return answer;
    }

    private void pass() throws InterruptedException {
      while (true) {
        try {
          gate.await();
          return;
        } catch (InterruptedException e) {
          if (!ignoresInterruption) {
            throw e;
          }
          wasInterrupted = true;
        }
      }
    }
  }

  @Singleton
  @Requires(property = "spec.name", value = "health")
  static class FakeDatabase extends Fake {
    @Override
    public String name() {
      return "database";
    }
  }

  @Singleton
  @Requires(property = "spec.name", value = "health")
  static class FakeProvider extends Fake {
    @Override
    public String name() {
      return "gemini_api";
    }
  }

  @Singleton
  @Requires(property = "spec.name", value = "health-slow")
  static class SlowDatabase extends Fake {
    SlowDatabase() {
      hang();
    }

    @Override
    public String name() {
      return "database";
    }
  }
}
