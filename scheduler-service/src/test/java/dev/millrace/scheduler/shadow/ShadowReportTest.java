package dev.millrace.scheduler.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.scheduler.tick.TickResult;
import dev.millrace.security.Tokens;
import dev.millrace.testing.Answer;
import dev.millrace.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shadow mode as an operator runs it: calls are the shadow's, and the test makes the live ticks.
 */
class ShadowReportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LiveScheduler LIVE = LiveScheduler.start(properties("loop", "postgres", ""));
  private final Instant minute =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1));

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @BeforeEach
  void clear() {
    LIVE.clear();
  }

  @Test
  void aShadowTickDecidesAndSaysSoAndChangesNothingElse() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST), minute, 3);
    LIVE.keep(Schedules.hourly(minute), minute, 2);
    String before = everything();

    JsonNode answer = LIVE.tick().json();

    assertThat(answer.path("shadow").asBoolean()).isTrue();
    assertThat(answer.path("jobs_checked").asInt()).isEqualTo(5);
    assertThat(answer.path("jobs_due").asInt()).isEqualTo(5);
    assertThat(answer.path("jobs_executed").asInt()).isZero();
    assertThat(answer.path("decisions").path("fired").asInt()).isEqualTo(5);
    assertThat(everything()).isEqualTo(before);
    assertThat(LIVE.database().count("content_requests")).isZero();
    assertThat(LIVE.database().count("schedule_decisions")).isZero();
    assertThat(LIVE.database().count("schedule_executions")).isZero();
    assertThat(LIVE.messages(TestBroker.CONTENT)).isEmpty();
    assertThat(LIVE.messages("scheduler-ticks-sub")).isEmpty();
    assertThat(LIVE.database().count("shadow_decisions")).isEqualTo(5);
    assertThat(live().shadow()).isNull();
    assertThat(LIVE.tick().json().path("jobs_due").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "json"})
  void bothDecideAlikeAndTheReportSaysWhatIsStillMissing(String storage, @TempDir Path directory) {
    try (LiveScheduler live =
        LiveScheduler.start(properties("loop", storage, directory.toString()))) {
      live.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST), minute, 3);
      live.keep(Schedules.hourly(minute), minute, 4);
      live.tick();
      live.bean(Tick.class).run();

      JsonNode report = live.get("/v1/shadow/report").json();

      assertThat(report.path("coverage").path("both").asInt()).isEqualTo(7);
      assertThat(report.path("parity_percent").asDouble()).isEqualTo(100);
      assertThat(report.path("differences_total").asInt()).isZero();
      assertThat(report.path("errors").path("fired").asInt()).isEqualTo(7);
      assertThat(report.path("duplicates").path("total").asInt()).isZero();
      assertThat(report.path("timing").path("live").path("p99_ms").asDouble()).isPositive();
      assertThat(report.path("timing").path("shadow").path("p50_ms").asDouble()).isPositive();
      assertThat(report.path("cutover").path("safe").asBoolean()).isFalse();
      assertThat(report.path("cutover").path("reasons")).hasSize(2);
      assertThat(live.messages(TestBroker.CONTENT)).hasSize(3);
      assertThat(live.messages("scheduler-ticks-sub")).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "json"})
  void liveTicksThatAreHeldBackAreFoundAndTheReportSaysWhy(
      String storage, @TempDir Path directory) {
    try (LiveScheduler live =
        LiveScheduler.start(properties("loop", storage, directory.toString()))) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Schedule schedule =
          live.keep(Schedules.of(new Trigger.Interval(now, Duration.ofSeconds(1))).dueAt(now));
      int[] fired = {0};
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                fired[0] += live.tick().json().path("decisions").path("fired").asInt();
                return fired[0] >= 3;
              });
      live.bean(Tick.class).run();

      JsonNode report = live.get("/v1/shadow/report").json();

      assertThat(report.path("differences_total").asInt()).isPositive();
      assertThat(report.path("parity_percent").asDouble()).isLessThan(100);
      JsonNode first = report.path("differences").path(0);
      assertThat(first.path("schedule_id").asText()).isEqualTo(schedule.id().toString());
      assertThat(first.path("live").path("decision").asText()).isEqualTo("skipped");
      assertThat(first.path("live").path("reason").asText()).isEqualTo("misfire");
      assertThat(first.path("shadow").path("decision").asText()).isEqualTo("fired");
      assertThat(first.path("why").asText()).startsWith("The live path came late: it looked");
      assertThat(report.path("cutover").path("reasons").toString()).contains("Parity is");
    }
  }

  @Test
  void anHourOfAgreementIsSafeAndEachFaultInItIsNot() {
    Schedule schedule = anHourOfAgreement();
    JsonNode safe = report();
    assertThat(safe.path("cutover").path("safe").asBoolean()).as(safe.toString()).isTrue();
    assertThat(safe.path("coverage").path("both").asInt()).isEqualTo(120);

    LIVE.database()
        .execute("UPDATE shadow_decisions SET decided_at = decided_at + interval '70 minutes'");
    assertThat(reasons()).singleElement().asString().contains("min are needed");
    LIVE.database()
        .execute("UPDATE shadow_decisions SET decided_at = decided_at - interval '70 minutes'");

    LIVE.database()
        .execute(
            "DELETE FROM shadow_decisions WHERE due_at = (SELECT min(due_at) FROM"
                + " shadow_decisions)");
    assertThat(reasons()).singleElement().asString().startsWith("Parity is 99.16 %");
    LIVE.database()
        .execute(
            "DELETE FROM schedule_decisions WHERE due_at = (SELECT min(due_at) FROM"
                + " schedule_decisions)");

    LIVE.database()
        .execute("ALTER TABLE content_requests DROP CONSTRAINT content_requests_correlation");
    try {
      fireTwice(schedule);
      assertThat(reasons())
          .containsExactly("1 execution keys were fired more than once; none may be.");
    } finally {
      LIVE.database().execute("DELETE FROM content_requests");
      LIVE.database()
          .execute(
              """
              ALTER TABLE content_requests
              ADD CONSTRAINT content_requests_correlation UNIQUE (organization_id, correlation_id)
              """);
    }

    LIVE.database()
        .execute("DELETE FROM shadow_decisions WHERE due_at >= now() - interval '30 minutes'");
    LIVE.database()
        .execute("DELETE FROM schedule_decisions WHERE due_at >= now() - interval '30 minutes'");
    assertThat(reasons()).singleElement().asString().contains("at least 100 are needed");
  }

  @Test
  void aTickThatFailsInTheMiddleLeavesNothingAndTheNextOneDecides() {
    LIVE.keep(Schedules.hourly(minute), minute, 3);
    LIVE.database().execute("ALTER TABLE shadow_decisions RENAME TO away");
    try {
      assertThat(LIVE.tick().status()).isGreaterThanOrEqualTo(500);
    } finally {
      LIVE.database().execute("ALTER TABLE away RENAME TO shadow_decisions");
    }
    assertThat(LIVE.database().count("shadow_decisions")).isZero();

    assertThat(LIVE.tick().json().path("decisions").path("fired").asInt()).isEqualTo(3);
  }

  @Test
  void anOpenShadowUnitHoldsNoLiveTickBack() throws Exception {
    LIVE.keep(Schedules.hourly(minute), minute, 3);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TickResult live =
          LIVE.bean(ScheduleStorage.class)
              .write(
                  unit -> {
                    ShadowUnit.decide(unit);
                    try {
                      return threads.submit(ShadowReportTest::live).get();
                    } catch (Exception failure) {
                      throw new IllegalStateException(failure);
                    }
                  });
      assertThat(live.jobsExecuted()).isEqualTo(3);
      assertThat(live.jobsSkipped()).isZero();
    }
    assertThat(report().path("coverage").path("both").asInt()).isEqualTo(3);
  }

  @Test
  void theReportIsOfItsCallersOrganizationAndForThoseWhoMayRead() {
    LIVE.keep(Schedules.hourly(minute), minute, 3);
    LIVE.tick();
    live();

    JsonNode foreign = LIVE.send(LIVE.requestOf("another", "/v1/shadow/report")).json();

    assertThat(foreign.path("coverage").path("both").asInt()).isZero();
    assertThat(foreign.path("coverage").path("not_followed").asInt()).isZero();
    assertThat(foreign.path("errors").path("fired").asInt()).isZero();
    assertThat(LIVE.send(LIVE.anonymous("/v1/shadow/report")).status()).isEqualTo(401);
    assertThat(
            LIVE.send(LIVE.request("/v1/shadow/report", Tokens.of("test-organization", "other")))
                .status())
        .isEqualTo(403);
    for (String wrong :
        List.of("since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "from=x")) {
      assertThat(LIVE.get("/v1/shadow/report?" + wrong).status()).isEqualTo(400);
    }
  }

  @Test
  void theLoopIsTheShadowWhereCallsAreLive() {
    Map<String, Object> properties = properties("http", "postgres", "");
    properties.put("millrace.scheduler.cadence", "* * * * * *");
    try (LiveScheduler live = LiveScheduler.start(properties)) {
      live.keep(Schedules.hourly(minute), minute, 2);
      await().atMost(PATIENCE).until(() -> live.database().count("shadow_decisions") == 2);

      assertThat(live.database().count("schedule_decisions")).isZero();
      JsonNode answer = live.tick().json();

      assertThat(answer.path("jobs_executed").asInt()).isEqualTo(2);
      assertThat(answer.has("shadow")).isFalse();
      assertThat(live.get("/v1/shadow/report").json().path("coverage").path("both").asInt())
          .isEqualTo(2);
    }
  }

  @Test
  void withoutAShadowThereIsNoReportAndItsCursorsAreForgotten() {
    LIVE.keep(Schedules.hourly(minute), minute, 1);
    LIVE.tick();
    assertThat(LIVE.database().count("shadow_cursors")).isOne();

    try (LiveScheduler off = LiveScheduler.start()) {
      Answer refusal = off.get("/v1/shadow/report");
      assertThat(refusal.status()).isEqualTo(409);
      assertThat(refusal.text("detail")).contains("SCHEDULER_SHADOW_MODE=true");
      assertThat(off.tick().json().has("shadow")).isFalse();
    }
    LIVE.another(Map.of("millrace.scheduler.shadow.enabled", "false")).getBean(Tick.class).run();

    assertThat(LIVE.database().count("shadow_cursors")).isZero();
  }

  private static Map<String, Object> properties(String driver, String storage, String directory) {
    return new HashMap<>(
        Map.of(
            "millrace.scheduler.shadow.enabled", "true",
            "millrace.scheduler.driver", driver,
            "millrace.scheduler.cadence", "0 0 29 2 *",
            "millrace.scheduler.storage.kind", storage,
            "millrace.scheduler.storage.directory", directory));
  }

  private static TickResult live() {
    return LIVE.bean(Tick.class).run();
  }

  private static JsonNode report() {
    return LIVE.get("/v1/shadow/report").json();
  }

  private static List<String> reasons() {
    JsonNode cutover = report().path("cutover");
    assertThat(cutover.path("safe").asBoolean()).isFalse();
    List<String> reasons = new ArrayList<>();
    cutover.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return reasons;
  }

  private static String everything() {
    return LIVE.database().text("SELECT string_agg(s::text, ' ' ORDER BY s.id) FROM schedules s");
  }

  /** Two hours of a schedule, with what both paths would have written then. */
  private Schedule anHourOfAgreement() {
    Schedule schedule =
        LIVE.keep(
            Schedules.of(new Trigger.Interval(minute, Duration.ofMinutes(1)))
                .dueAt(minute.plus(Duration.ofDays(1))));
    LIVE.tick();
    LIVE.database().execute("UPDATE shadow_cursors SET first_due_at = now() - interval '1 day'");
    LIVE.database()
        .execute(
            """
            INSERT INTO shadow_decisions
              (schedule_id, due_at, last_due_at, decision, execution_key, decided_at)
            SELECT s.id, t, t, 'fired', s.id || '@' || n, t + interval '2 seconds'
            FROM schedules s, generate_series(1, 120) n,
                 LATERAL (SELECT date_trunc('minute', now()) - n * interval '1 minute' AS t) slot
            """);
    LIVE.database()
        .execute(
            """
            INSERT INTO schedule_decisions
              (schedule_id, due_at, last_due_at, decision, execution_key, job_type, decided_at, fired_at, run_state,
               run_until, ended_at)
            SELECT schedule_id, due_at, last_due_at, 'fired', execution_key, 'catalog-worker',
                   due_at + interval '1 second', due_at + interval '1 second', 'finished', due_at + interval '1 hour',
                   due_at + interval '3 seconds'
            FROM shadow_decisions
            """);
    return schedule;
  }

  /** As if a second scheduler had asked for the same content. */
  private static void fireTwice(Schedule schedule) {
    for (int time = 0; time < 2; time++) {
      LIVE.database()
          .execute(
              """
              INSERT INTO content_requests
                (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at)
              SELECT gen_random_uuid(), 'test-organization', execution_key, 's', 't', 'g', 'lesson', now()
              FROM schedule_decisions WHERE schedule_id = ? ORDER BY due_at DESC LIMIT 1
              """,
              schedule.id());
    }
  }
}
