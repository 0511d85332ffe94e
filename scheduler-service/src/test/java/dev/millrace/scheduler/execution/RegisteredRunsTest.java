package dev.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.scheduler.job.JobOutcome;
import dev.millrace.scheduler.job.ScheduledRun;
import dev.millrace.scheduler.job.ScriptedJob;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that a service has registered, from the schedule to the ledger. */
class RegisteredRunsTest {
  private static final ScriptedJob JOB = new ScriptedJob();
  private static final LiveScheduler LIVE = LiveScheduler.start(Map.of(), JOB);
  private static final MigratedDatabase DATABASE = LIVE.database();
  private static final ApplicationContext WITHOUT_JOB = LIVE.another(Map.of());

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @BeforeEach
  void clear() {
    LIVE.clear();
    JOB.does(ScriptedJob.SUCCEED);
  }

  @Test
  void whatIsRegisteredCanBeScheduledAndRuns() {
    String id = make().header("Location").replaceFirst(".*/", "");

    JsonNode tick = LIVE.tick().json();

    assertThat(tick.path("jobs_executed").asInt()).isOne();
    assertThat(states()).containsExactly("finished 1 finished");
    ScheduledRun run = JOB.runs().getFirst();
    assertThat(JOB.runs()).hasSize(1);
    assertThat(run.scheduleId()).hasToString(id);
    assertThat(run.organizationId()).isEqualTo(LiveScheduler.ORGANIZATION);
    assertThat(run.executionKey())
        .isEqualTo(DATABASE.text("SELECT execution_key FROM schedule_decisions"));
    assertThat(run.dueAt()).isEqualTo("2026-01-31T09:00:00Z");
    assertThat(run.attempt()).isOne();
    assertThat(run.maxAttempts()).isEqualTo(2);
    assertThat(run.payload().path("region").asText()).isEqualTo("north");
    assertThat(LIVE.get("/v1/schedules?job_type=nightly-report").json().path("items")).hasSize(1);
  }

  @Test
  void itsOwnObjectionsAreTold() {
    Answer answer =
        LIVE.post(
            "/v1/schedules",
            """
            {"name": "report", "job_type": "nightly-report", "cron": "@daily", "payload": {}}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").toString())
        .isEqualTo(
            """
            [{"pointer":"/payload/region","message":"This field is required: whose report it is."}]""");
  }

  @Test
  void whatIsNotRegisteredIsRefusedWithWhatThereIs() {
    Answer answer =
        LIVE.post(
            "/v1/schedules",
            """
            {"name": "report", "job_type": "weekly-report", "cron": "@weekly"}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/job_type");
    assertThat(answer.json().at("/errors/0/message").asText())
        .isEqualTo(
            "This must be one of content-request, agent-run, catalog-worker, catalog-review,"
                + " catalog-cleanup, catalog-watchdog, catalog-backup, http, nightly-report.");
  }

  @Test
  void whatItThrowsIsAnAttemptThatFailed() {
    JOB.does(
        run -> {
          throw new IllegalStateException("the printer is on fire");
        });
    make();

    LIVE.tick();
    assertThat(states()).containsExactly("waiting 1 fired");
    endPauses();
    LIVE.tick();

    assertThat(states()).containsExactly("failed 2 failed");
    assertThat(JOB.runs()).extracting(ScheduledRun::attempt).containsExactly(1, 2);
    assertThat(error()).isEqualTo("It threw IllegalStateException.");
  }

  @Test
  void whatWillNeverWorkIsNotTriedAgain() {
    JOB.does(run -> new JobOutcome.Failed("There is no region north.", false));
    make();

    LIVE.tick();

    assertThat(states()).containsExactly("failed 1 failed");
    assertThat(error()).isEqualTo("There is no region north.");
  }

  @Test
  void whatIsCutOffWhenTheServiceStopsCostsNoAttempt() {
    CountDownLatch never = new CountDownLatch(1);
    JOB.does(
        run -> {
          never.await();
          return new JobOutcome.Succeeded();
        });
    ApplicationContext stopping =
        LIVE.another(Map.of("millrace.scheduler.execution.grace", "10ms"), JOB);
    make();
    stopping.getBean(Tick.class).run();
    await().until(() -> JOB.runs().size() == 1);

    stopping.close();

    assertThat(states()).containsExactly("waiting 0 fired");
    JOB.does(ScriptedJob.SUCCEED);
    LIVE.tick();
    assertThat(states()).containsExactly("finished 1 finished");
  }

  @Test
  void whatItReportsAfterItsLeaseWasLostIsRefused() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    JOB.does(
        run -> {
          mayEnd.await();
          return new JobOutcome.Succeeded();
        });
    make();
    LIVE.bean(Tick.class).run();
    await().until(() -> JOB.runs().size() == 1);
    DATABASE.execute("UPDATE schedule_executions SET lease_until = now() - interval '1 second'");

    WITHOUT_JOB.getBean(Tick.class).runAndWait();
    mayEnd.countDown();

    await().until(() -> dropped() == 1);
    assertThat(states()).containsExactly("failed 2 failed");
  }

  @Test
  void aJobThatIsGoneAfterADeployFailsAndTheLedgerSaysSo() {
    Answer made = make();

    WITHOUT_JOB.getBean(Tick.class).runAndWait();

    assertThat(states()).as("an instance that has it may come").containsExactly("waiting 1 fired");
    endPauses();
    WITHOUT_JOB.getBean(Tick.class).runAndWait();
    assertThat(states()).containsExactly("failed 2 failed");
    JsonNode decision = LIVE.get(made.header("Location") + "/decisions").json().at("/items/0");
    assertThat(decision.path("run_state").asText()).isEqualTo("failed");
    assertThat(decision.path("error").asText())
        .isEqualTo("This version has no job of type nightly-report, only http.");
    assertThat(JOB.runs()).isEmpty();
    assertThat(DATABASE.text("SELECT job_type FROM schedules")).isEqualTo("nightly-report");
  }

  private static Answer make() {
    Answer made =
        LIVE.post(
            "/v1/schedules",
            """
            {"name": "report", "job_type": "nightly-report", "schedule_at": "2026-01-31T09:00:00Z",
             "max_attempts": 2, "payload": {"region": "north"}}
            """);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
  }

  private static void endPauses() {
    DATABASE.execute(
        "UPDATE schedule_executions SET next_attempt_at = now() WHERE state = 'waiting'");
  }

  private static List<String> states() {
    return DATABASE.list(
        """
        SELECT e.state || ' ' || e.attempts || ' ' || d.run_state
        FROM schedule_executions e JOIN schedule_decisions d USING (execution_key)
        """,
        row -> row.getString(1));
  }

  private static String error() {
    return DATABASE.text("SELECT error FROM schedule_decisions");
  }

  private static double dropped() {
    return LIVE
        .bean(MeterRegistry.class)
        .find("millrace.executions")
        .tag("outcome", "dropped")
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
