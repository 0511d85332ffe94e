package dev.millrace.scheduler.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire.Policy;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.testing.Answer;
import dev.millrace.testing.ContentRequestRows;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickTest {
  private static final LiveScheduler LIVE =
      LiveScheduler.start(Map.of("millrace.scheduler.tick.batch", 10));
  private static final MigratedDatabase DATABASE = LIVE.database();

  /** No further slot comes while a test runs. */
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
  void whoeverDoesNotProveItselfIsTurnedAwayAndNothingRuns() {
    LIVE.keep(Schedules.hourly(minute).dueAt(minute));

    assertThat(LIVE.send(LIVE.anonymous("/cron/tick").POST(BodyPublishers.noBody())).status())
        .isEqualTo(401);
    assertThat(
            LIVE.send(
                    LIVE.anonymous("/cron/tick")
                        .header("X-Cloudscheduler", "true")
                        .POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(401);
    assertThat(
            LIVE.send(LIVE.request("/cron/tick", "guess").POST(BodyPublishers.noBody())).status())
        .isEqualTo(401);
    assertThat(DATABASE.count("schedule_decisions")).isZero();
  }

  @Test
  void aTickAnswersItsNumbers() {
    LIVE.keep(Schedules.hourly(minute), minute, 25);
    LIVE.keep(Schedules.hourly(minute).dueAt(minute.plus(Duration.ofHours(1))));

    JsonNode numbers = LIVE.tick().json();

    assertThat(numbers.path("message").asText()).isEqualTo("Scheduler tick completed");
    assertThat(numbers.path("tick_id").asText()).isNotEmpty();
    assertThat(numbers.path("jobs_checked").asInt()).isEqualTo(25);
    assertThat(numbers.path("jobs_due").asInt()).isEqualTo(25);
    assertThat(numbers.path("jobs_executed").asInt()).isEqualTo(25);
    assertThat(numbers.path("jobs_succeeded").asInt()).isEqualTo(25);
    assertThat(numbers.path("jobs_failed").asInt()).isZero();
    assertThat(numbers.path("jobs_skipped").asInt()).isZero();
    assertThat(numbers.path("duration_ms").isIntegralNumber()).isTrue();
    assertThat(LIVE.tick().json().path("jobs_due").asInt()).isZero();
  }

  @Test
  void aContentRequestIsFiredUnderItsExecutionKeyAndPublished() {
    Schedule schedule =
        LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));

    LIVE.tick();

    String key = schedule.key(minute).toString();
    assertThat(DATABASE.text("SELECT correlation_id FROM content_requests")).isEqualTo(key);
    assertThat(DATABASE.text("SELECT execution_key FROM schedule_decisions")).isEqualTo(key);
    assertThat(LIVE.messages(TestBroker.CONTENT))
        .singleElement()
        .extracting(message -> message.getData().toStringUtf8())
        .asString()
        .contains("\"correlation_id\":\"" + key + "\"", "Python Basics");
    assertThat(next(schedule)).isEqualTo(minute.plus(Duration.ofHours(1)));
  }

  @Test
  void aCommandIsPublishedWithItsExecutionKeyAndWaitsToBeReceived() throws Exception {
    Schedule schedule =
        LIVE.keep(Schedules.hourly(minute).with(JobType.CATALOG_REVIEW).dueAt(minute));

    LIVE.tick();

    PubsubMessage message = LIVE.messages("scheduler-ticks-sub").getFirst();
    ScheduledCommand command = ScheduledCommand.decode(message.getData().toByteArray());
    assertThat(command.executionKey()).isEqualTo(schedule.key(minute).toString());
    assertThat(command.jobType()).isEqualTo("catalog-review");
    assertThat(message.getAttributesMap()).containsEntry("execution_key", command.executionKey());
    assertThat(DATABASE.number("SELECT count(published_at) FROM schedule_decisions")).isOne();
    assertThat(publicationsToCome()).isOne();
  }

  @Test
  void aCommandThatWasCommittedAndNotPublishedIsPublishedByALaterTick() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.AGENT_RUN).dueAt(minute));
    LIVE.tick();
    LIVE.messages("agent-runs-sub");
    DATABASE.execute("UPDATE schedule_decisions SET next_publish_at = now(), published_at = NULL");

    LIVE.tick();

    assertThat(LIVE.messages("agent-runs-sub")).hasSize(1);
    assertThat(publicationsToCome()).isOne();
  }

  @Test
  void aCommandThatNobodyReceivesIsPublishedAnewEachTimeItIsDueAndNotInBetween() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.AGENT_RUN).dueAt(minute));
    LIVE.tick();
    for (int time = 1; time <= 3; time++) {
      DATABASE.execute("UPDATE schedule_decisions SET next_publish_at = now()");
      LIVE.tick();
      LIVE.tick();
    }

    assertThat(LIVE.messages("agent-runs-sub")).hasSize(4);
    assertThat(DATABASE.number("SELECT publications FROM schedule_decisions")).isEqualTo(3);
  }

  @Test
  void aCommandThatAWorkerHasIsNotPublishedAnew() {
    LIVE.keep(Schedules.hourly(minute).dueAt(minute));
    LIVE.tick();
    LIVE.messages("scheduler-ticks-sub");
    DATABASE.execute(
        """
        INSERT INTO received_commands
          (execution_key, organization_id, job_type, due_at, message_id, outcome, ended_at)
        SELECT execution_key, 'test-organization', job_type, due_at, '1', 'recorded', now() FROM schedule_decisions
        """);
    DATABASE.execute("UPDATE schedule_decisions SET next_publish_at = now()");

    LIVE.tick();

    assertThat(LIVE.messages("scheduler-ticks-sub")).isEmpty();
    assertThat(DATABASE.number("SELECT count(next_publish_at) FROM schedule_decisions")).isZero();
  }

  @Test
  void theLedgerOfAScheduleThatIsGoneEndsAndIsForgotten() {
    LIVE.keep(Schedules.hourly(minute).dueAt(minute));
    LIVE.tick();
    LIVE.messages("scheduler-ticks-sub");
    DATABASE.execute("DELETE FROM schedules");
    DATABASE.execute(
        """
        UPDATE schedule_decisions
        SET next_publish_at = now(), run_until = now(), decided_at = now() - interval '91 days'
        """);

    LIVE.tick();
    assertThat(DATABASE.text("SELECT run_state FROM schedule_decisions")).isEqualTo("expired");
    LIVE.another(Map.of("millrace.scheduler.tick.batch", 10)).getBean(Tick.class).run();

    assertThat(LIVE.messages("scheduler-ticks-sub")).isEmpty();
    assertThat(DATABASE.count("schedule_decisions")).isZero();
  }

  @Test
  void onceItsTimeIsUpATickBeginsNoFurtherTransaction() {
    LIVE.keep(Schedules.hourly(minute), minute, 25);
    Tick spent =
        LIVE.another(
                Map.of(
                    "millrace.scheduler.tick.batch", 10, "millrace.scheduler.tick.budget", "1ns"))
            .getBean(Tick.class);

    assertThat(spent.run().jobsExecuted()).isEqualTo(10);
    assertThat(LIVE.tick().json().path("jobs_executed").asInt()).isEqualTo(15);
  }

  @Test
  void lanesBeginBeforeTheFirstSetIsFiredAndWhatTheyDidStandsWhenThatFails() throws Exception {
    LIVE.keep(Schedules.hourly(minute), minute, 30);
    Tick tick = LIVE.another(Map.of("millrace.scheduler.tick.batch", 10)).getBean(Tick.class);
    try (Connection other = DATABASE.connect();
        Statement statement = other.createStatement()) {
      // Whoever writes the same row waits for its end, and no longer than for any lock.
      other.setAutoCommit(false);
      statement.execute(
          """
          INSERT INTO schedule_decisions
            (schedule_id, due_at, last_due_at, decision, reason, execution_key, job_type)
          SELECT id, next_due_at, next_due_at, 'deferred', 'overlap', 'of another', job_type
          FROM schedules
          ORDER BY next_fire_at, id
          LIMIT 1
          """);

      assertThatThrownBy(tick::run).isInstanceOf(DatabaseException.class);
      other.rollback();
    }
    long fired = DATABASE.count("schedule_decisions");

    assertThat(fired).isIn(10L, 20L);
    assertThat(tick.run().jobsExecuted()).isEqualTo(30 - fired);
  }

  @Test
  void anHttpJobThatMayNotBePostedFailsOnTheRecord() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.HTTP).dueAt(minute));

    LIVE.tick();

    assertThat(DATABASE.text("SELECT state FROM schedule_executions")).isEqualTo("failed");
    assertThat(DATABASE.text("SELECT run_state || ': ' || error FROM schedule_decisions"))
        .startsWith("failed: The URL ");
  }

  @Test
  void aJobThatWasDueTenMinutesAgoFiresOnTheNextTick() {
    Instant due = minute.minus(Duration.ofMinutes(10));
    LIVE.keep(Schedules.of(new Trigger.Once(due)).dueAt(due));

    assertThat(LIVE.tick().json().path("jobs_succeeded").asInt()).isOne();
    assertThat(DATABASE.text("SELECT status FROM schedules")).isEqualTo("ended");
  }

  @Test
  void aJobThatWasDueTenMinutesAgoIsNotMadeUpForWhereItsPolicyIsToSkip() {
    Instant due = minute.minus(Duration.ofMinutes(10));
    LIVE.keep(Schedules.of(new Trigger.Once(due)).with(Policy.SKIP, 1, null).dueAt(due));

    assertThat(LIVE.tick().json().path("jobs_executed").asInt()).isZero();
    assertThat(decisions()).containsExactly("skipped misfire 1");
  }

  @Test
  void ofManySlotsThatWereMissedTheNewestAreMadeUp() {
    Instant due = minute.minus(Duration.ofHours(2));
    Schedule schedule =
        LIVE.keep(Schedules.cron("*/10 * * * *").with(Policy.ALL, 3, null).dueAt(due(due)));

    assertThat(LIVE.tick().json().path("jobs_executed").asInt()).isEqualTo(3);
    assertThat(decisions()).hasSize(4).first().asString().startsWith("skipped misfire ");
    assertThat(next(schedule)).isAfter(minute);
  }

  @Test
  void aSlotOfAQueueWaitsUntilTheRunBeforeHasEnded() {
    LIVE.keep(
        Schedules.of(new Trigger.Once(minute))
            .with(JobType.CONTENT_REQUEST)
            .with(Overlap.QUEUE)
            .dueAt(minute));
    LIVE.tick();
    makeDue(minute.plusSeconds(1));
    LIVE.tick();
    assertThat(decisions()).containsExactly("fired null 1", "deferred overlap 1");

    DATABASE.execute(
        """
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), progress = 100, next_publish_at = NULL
        """);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> LIVE.tick().json().path("jobs_executed").asInt() == 1);
    assertThat(decisions()).containsExactly("fired null 1", "fired overlap 1");
    assertThat(
            DATABASE.list(
                "SELECT run_state FROM schedule_decisions ORDER BY due_at",
                row -> row.getString(1)))
        .containsExactly("finished", "fired");
  }

  @Test
  void aSlotThatComesWhileAnotherOneWaitsTakesItsPlaceOnceThatFires() {
    LIVE.keep(Schedules.of(new Trigger.Once(minute)).with(Overlap.QUEUE).dueAt(minute));
    LIVE.tick();
    makeDue(minute.plusSeconds(1));
    LIVE.tick();
    DATABASE.execute("UPDATE schedule_decisions SET run_until = now() WHERE run_until IS NOT NULL");

    makeDue(minute.plusSeconds(2));
    LIVE.tick();

    assertThat(decisions())
        .containsExactly("fired null 1", "fired overlap 1", "deferred overlap 1");
  }

  @Test
  void aSlotThatWaitsUnderAKeyOfTheFormerFormFires() {
    LIVE.keep(Schedules.of(new Trigger.Once(minute)).with(Overlap.QUEUE).dueAt(minute));
    LIVE.tick();
    makeDue(minute.plusMillis(1_500));
    LIVE.tick();
    DATABASE.execute(
        """
        UPDATE schedule_decisions SET execution_key = replace(execution_key, ',', '.')
        WHERE decision = 'deferred'
        """);
    DATABASE.execute("UPDATE schedule_decisions SET run_until = now() WHERE run_until IS NOT NULL");

    await().until(() -> LIVE.tick().json().path("jobs_executed").asInt() == 1);

    assertThat(decisions()).containsExactly("fired null 1", "fired overlap 1");
    assertThat(DATABASE.text("SELECT max(execution_key) FROM schedule_decisions"))
        .endsWith(",500Z");
  }

  @Test
  void aRunThatNeverReportsItsEndExpires() {
    LIVE.keep(Schedules.hourly(minute).dueAt(minute));
    LIVE.tick();
    DATABASE.execute("UPDATE schedule_decisions SET run_until = now()");

    LIVE.tick();

    assertThat(DATABASE.text("SELECT run_state FROM schedule_decisions")).isEqualTo("expired");
    assertThat(publicationsToCome()).isZero();
  }

  @Test
  void whatIsOlderThanTheLedgersRetentionIsForgottenButNotWhatRuns() {
    LIVE.keep(Schedules.hourly(minute), minute, 3);
    LIVE.tick();
    DATABASE.execute("UPDATE schedule_decisions SET decided_at = now() - interval '91 days'");
    DATABASE.execute(
        """
        UPDATE schedule_decisions
        SET run_state = 'finished', ended_at = now(), next_publish_at = NULL
        WHERE schedule_id IN (SELECT id FROM schedules LIMIT 2)
        """);

    TickResult fresh =
        LIVE.another(Map.of("millrace.scheduler.tick.batch", 10)).getBean(Tick.class).run();

    assertThat(fresh.housekeeping().decisionsPruned()).isEqualTo(2);
    assertThat(DATABASE.text("SELECT run_state FROM schedule_decisions")).isEqualTo("fired");
  }

  @Test
  void aTickSweepsWhatWasNeverPublished() {
    ContentRequestRows.unpublished(DATABASE);

    assertThat(LIVE.tick().json().path("housekeeping").path("requests_published").asInt()).isOne();
    assertThat(LIVE.messages(TestBroker.CONTENT)).hasSize(1);
  }

  @Test
  void aTickReleasesWhatWaitedForItsOrganizationsLimit() {
    ContentRequestRows.placeless(DATABASE);

    assertThat(LIVE.tick().json().path("housekeeping").path("requests_published").asInt()).isOne();
    assertThat(LIVE.messages(TestBroker.CONTENT)).hasSize(1);
  }

  @Test
  void whatIsRecordedAsFiredIsNotFiredAgain() {
    Schedule schedule =
        LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));
    LIVE.tick();
    DATABASE.execute(
        "UPDATE schedules SET next_due_at = ?::timestamptz, next_fire_at = ?::timestamptz",
        minute.toString(),
        minute.toString());

    Answer again = LIVE.tick();

    assertThat(again.json().path("jobs_executed").asInt()).isZero();
    assertThat(again.json().path("jobs_skipped").asInt()).isOne();
    assertThat(DATABASE.count("content_requests")).isOne();
    assertThat(next(schedule)).isEqualTo(minute.plus(Duration.ofHours(1)));
  }

  @Test
  void aScheduleThatCannotBeReadOrFiredDoesNotStopTheOthers() {
    Schedule broken = LIVE.keep(Schedules.cron("* * * * *").dueAt(minute));
    Schedule faulty =
        LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));
    LIVE.keep(Schedules.hourly(minute).dueAt(minute));
    DATABASE.execute("UPDATE schedules SET cron = 'never' WHERE id = ?", broken.id());
    DATABASE.execute("UPDATE schedules SET payload = '{}' WHERE id = ?", faulty.id());

    JsonNode numbers = LIVE.tick().json();

    assertThat(numbers.path("jobs_due").asInt()).isEqualTo(3);
    assertThat(numbers.path("jobs_failed").asInt()).isEqualTo(2);
    assertThat(numbers.path("jobs_succeeded").asInt()).isOne();
    assertThat(
            DATABASE.text(
                "SELECT run_state FROM schedule_decisions WHERE schedule_id = ?", faulty.id()))
        .isEqualTo("failed");
    assertThat(LIVE.tick().json().path("jobs_due").asInt()).isZero();
  }

  @Test
  void aScheduleWhoseFireTheDatabaseRefusesIsPutAsideAndTheOthersFire() {
    LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST), minute, 15);
    Schedule refused =
        LIVE.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));
    DATABASE.execute(
        "UPDATE schedules SET payload = payload || '{\"topic\": \"refused\"}' WHERE id = ?",
        refused.id());
    DATABASE.execute(
        "ALTER TABLE content_requests ADD CONSTRAINT no_such_topic CHECK (topic <> 'refused')");
    try {
      JsonNode numbers = LIVE.tick().json();

      assertThat(numbers.path("jobs_succeeded").asInt()).isEqualTo(15);
      assertThat(numbers.path("jobs_failed").asInt()).isOne();
    } finally {
      DATABASE.execute("ALTER TABLE content_requests DROP CONSTRAINT no_such_topic");
    }
  }

  private static void makeDue(Instant slot) {
    DATABASE.execute(
        """
        UPDATE schedules
        SET status = 'active', starts_at = slot, next_due_at = slot, next_fire_at = slot
        FROM (SELECT ?::timestamptz AS slot) one
        """,
        slot.toString());
  }

  private static long publicationsToCome() {
    return DATABASE.number("SELECT count(*) FROM schedule_decisions WHERE next_publish_at > now()");
  }

  private static List<String> decisions() {
    return DATABASE.list(
        "SELECT decision, reason, slots FROM schedule_decisions ORDER BY due_at",
        row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3));
  }

  private static Instant due(Instant time) {
    return Schedules.cron("*/10 * * * *").trigger().after(time).orElseThrow();
  }

  private static Instant next(Schedule schedule) {
    return Instant.parse(
        DATABASE.text(
            """
            SELECT to_char(next_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM schedules WHERE id = ?
            """,
            schedule.id()));
  }
}
