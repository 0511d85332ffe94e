package dev.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.outbound.Receiver;
import dev.millrace.outbound.Receiver.Received;
import dev.millrace.outbound.WebhookSigner;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs of type {@code http}, from the tick to whoever is posted to. */
class HttpRunsTest {
  private static final HttpHandler FINE = exchange -> Receiver.answer(exchange, 204, "");

  private static final Sql ONE = Sql.of("SELECT 1 AS one");

  private static volatile HttpHandler handler = FINE;
  private static final Receiver RECEIVER = Receiver.start(exchange -> handler.handle(exchange));
  private static final LiveScheduler LIVE =
      LiveScheduler.start(
          HttpSchedules.properties(RECEIVER, Map.of("datasources.default.maximum-pool-size", 2)));
  private static final MigratedDatabase DATABASE = LIVE.database();
  private static final HttpSchedules SCHEDULES = HttpSchedules.of(LIVE, RECEIVER);

  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  @AfterAll
  static void close() {
    LIVE.close();
    RECEIVER.close();
  }

  @BeforeEach
  void clear() {
    handler = FINE;
    LIVE.clear();
    RECEIVER.received().clear();
  }

  @AfterEach
  void letGo() {
    mayAnswer.countDown();
    await()
        .until(
            () ->
                DATABASE.number("SELECT count(*) FROM schedule_executions WHERE state = 'running'")
                    == 0);
  }

  @Test
  void aSlotIsPostedOnceAndSignedByItsExecutionKey() {
    Schedule schedule = SCHEDULES.keep();

    assertThat(LIVE.tick().json().path("jobs_succeeded").asInt()).isOne();

    assertThat(SCHEDULES.states()).containsExactly("finished 1 finished");
    Received received = RECEIVER.received().getFirst();
    assertThat(received.body()).isEqualTo("{\"shop\":7}");
    assertThat(received.header("webhook-id")).isEqualTo(schedule.key(SCHEDULES.slot()).toString());
    assertThat(received.header("webhook-signature")).isEqualTo(signature(received));
    LIVE.tick();
    assertThat(SCHEDULES.posted()).hasSize(1);
  }

  @Test
  void aRunThatIsAskedForIsPostedWithinTheCallUnderAKeyWithoutAFullStop() {
    Answer made =
        LIVE.post(
            "/v1/schedules",
            """
            {"name": "hook", "job_type": "http", "schedule_at": "2999-01-01T00:00:00Z",
             "payload": {"url": "%s"}}
            """
                .formatted(HttpSchedules.url(RECEIVER)));
    assertThat(made.status()).isEqualTo(201);

    Answer run = LIVE.post("/v1/schedules/" + made.id() + "/run", "");

    await().until(() -> SCHEDULES.states().equals(List.of("finished 1 finished")));
    Received received = RECEIVER.received().getFirst();
    assertThat(received.body()).isEqualTo("{}");
    assertThat(received.header("webhook-id"))
        .isEqualTo(run.text("execution_key"))
        .doesNotContain(".");
    assertThat(received.header("webhook-signature")).isEqualTo(signature(received));
  }

  @Test
  void whatFailsIsTriedAgainWithLongerPausesAndThenFails() {
    handler = exchange -> Receiver.answer(exchange, 500, "no");
    SCHEDULES.keep();
    DATABASE.execute("UPDATE schedules SET backoff_seconds = 1000");

    LIVE.tick();
    assertThat(SCHEDULES.states()).containsExactly("waiting 1 fired");
    assertThat(pauseSeconds()).isBetween(800L, 1_200L);
    LIVE.tick();
    assertThat(SCHEDULES.posted()).hasSize(1);

    SCHEDULES.endPauses();
    JsonNode chores = LIVE.tick().json().path("housekeeping");
    assertThat(chores.path("executions_retried").asInt()).isOne();
    assertThat(chores.path("executions_taken_over").asInt()).isZero();
    assertThat(SCHEDULES.states()).containsExactly("waiting 2 fired");
    assertThat(pauseSeconds()).isBetween(1_800L, 2_400L);

    SCHEDULES.endPauses();
    LIVE.tick();
    assertThat(SCHEDULES.states()).containsExactly("failed 3 failed");
    assertThat(DATABASE.text("SELECT error FROM schedule_decisions")).isEqualTo("Answered 500: no");
    assertThat(SCHEDULES.posted()).hasSize(3);
    assertThat(SCHEDULES.posted().stream().distinct()).hasSize(1);
  }

  @Test
  void whatCannotFareBetterIsNotTriedAgain() {
    handler = exchange -> Receiver.answer(exchange, 404, "");
    SCHEDULES.keep();

    LIVE.tick();

    assertThat(SCHEDULES.states()).containsExactly("failed 1 failed");
  }

  @ParameterizedTest
  @CsvSource({"429, 1800, 1500, 1800", "503, 1800, 1500, 1800", "503, 999999, 3300, 3600"})
  void whoAsksToBeLeftAloneIsButNotForEver(int status, String asked, long least, long most) {
    handler =
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", asked);
          Receiver.answer(exchange, status, "");
        };
    SCHEDULES.keep();

    LIVE.tick();

    assertThat(SCHEDULES.states()).containsExactly("waiting 1 fired");
    assertThat(pauseSeconds()).isBetween(least, most);
  }

  @Test
  void noConnectionToTheDatabaseIsHeldWhileJobsRun() {
    handler = this::late;
    for (int count = 0; count < 5; count++) {
      SCHEDULES.keep();
    }

    LIVE.bean(Tick.class).run();

    await().until(() -> SCHEDULES.posted().size() == 5);
    List<Integer> answer =
        LIVE.bean(Database.class)
            .read(connection -> ONE.on(connection).list(row -> row.getInt("one")));
    assertThat(answer).containsExactly(1);
    assertThat(SCHEDULES.states()).hasSize(5).containsOnly("running 1 fired");
  }

  @Test
  void aSlotIsSkippedWhileTheRunBeforeGoesOn() {
    handler = this::late;
    SCHEDULES.keep(Schedules.hourly(SCHEDULES.slot()).with(Overlap.SKIP));
    LIVE.bean(Tick.class).run();
    await().until(() -> SCHEDULES.posted().size() == 1);

    SCHEDULES.makeNextSlotDue();
    LIVE.bean(Tick.class).run();
    assertThat(decisions()).containsExactly("fired fired", "skipped null");

    mayAnswer.countDown();
    await().until(() -> SCHEDULES.states().equals(List.of("finished 1 finished")));
    SCHEDULES.makeNextSlotDue();
    LIVE.tick();
    assertThat(decisions()).containsExactly("fired finished", "skipped null", "fired finished");
  }

  @Test
  void aSlotOfAQueueIsPostedWhenTheRunBeforeHasEnded() {
    handler = this::late;
    SCHEDULES.keep(Schedules.hourly(SCHEDULES.slot()).with(Overlap.QUEUE));
    LIVE.bean(Tick.class).run();
    await().until(() -> SCHEDULES.posted().size() == 1);

    SCHEDULES.makeNextSlotDue();
    LIVE.bean(Tick.class).run();
    assertThat(decisions()).containsExactly("fired fired", "deferred null");

    mayAnswer.countDown();
    await()
        .until(
            () -> {
              LIVE.tick();
              return decisions().equals(List.of("fired finished", "fired finished"));
            });
    assertThat(SCHEDULES.posted()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void whatHasExpiredBetweenTwoAttemptsIsNotTriedAgain() {
    handler = exchange -> Receiver.answer(exchange, 500, "");
    SCHEDULES.keep();
    LIVE.tick();
    DATABASE.execute("UPDATE schedule_decisions SET run_until = now()");
    SCHEDULES.endPauses();

    LIVE.tick();

    assertThat(SCHEDULES.states()).containsExactly("failed 1 expired");
    assertThat(SCHEDULES.posted()).hasSize(1);
  }

  @Test
  void whatHasExpiredWhileItRanEndsAndItsLateReportIsRefused() {
    handler = this::late;
    SCHEDULES.keep();
    LIVE.bean(Tick.class).run();
    await().until(() -> SCHEDULES.posted().size() == 1);
    DATABASE.execute("UPDATE schedule_decisions SET run_until = now()");
    double dropped = SCHEDULES.ended("dropped");

    assertThat(LIVE.bean(Tick.class).run().housekeeping().runsExpired()).isOne();
    mayAnswer.countDown();

    await().until(() -> SCHEDULES.ended("dropped") == dropped + 1);
    assertThat(SCHEDULES.states()).containsExactly("failed 1 expired");
  }

  private void late(HttpExchange exchange) throws IOException {
    try {
      mayAnswer.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Receiver.answer(exchange, 204, "");
  }

  private static long pauseSeconds() {
    return DATABASE.number(
        "SELECT extract(epoch FROM next_attempt_at - now())::bigint FROM schedule_executions");
  }

  private static List<String> decisions() {
    return DATABASE.list(
        "SELECT decision || ' ' || coalesce(run_state, 'null') FROM schedule_decisions ORDER BY due_at",
        row -> row.getString(1));
  }

  /** As a receiver checks it, with nothing but what it was sent and the secret. */
  private static String signature(Received received) {
    return WebhookSigner.of("SECRET", HttpSchedules.SECRET)
        .sign(
            received.header("webhook-id"),
            Instant.ofEpochSecond(Long.parseLong(received.header("webhook-timestamp"))),
            received.body().getBytes(StandardCharsets.UTF_8))
        .getOrDefault("webhook-signature", "");
  }
}
