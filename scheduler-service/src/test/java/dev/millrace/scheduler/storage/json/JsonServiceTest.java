package dev.millrace.scheduler.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.local.pubsub.Faults;
import dev.millrace.outbound.Receiver;
import dev.millrace.scheduler.job.JobOutcome;
import dev.millrace.scheduler.job.ScheduledRun;
import dev.millrace.scheduler.job.ScriptedJob;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire.Policy;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import java.net.http.HttpRequest.BodyPublishers;
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
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it runs with {@code SCHEDULER_STORAGE=json}. */
class JsonServiceTest {
  private static final Receiver RECEIVER =
      Receiver.start(exchange -> Receiver.answer(exchange, 204, ""));

  private static final ScriptedJob JOB = new ScriptedJob();

  @TempDir Path directory;
  private final Instant minute =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1));
  private LiveScheduler live;
  private MigratedDatabase database;

  @AfterAll
  static void closeReceiver() {
    RECEIVER.close();
  }

  @BeforeEach
  void start() {
    JOB.does(ScriptedJob.SUCCEED);
    live = LiveScheduler.start(properties(), JOB);
    database = live.database();
  }

  @AfterEach
  void stop() {
    live.close();
  }

  @Test
  void everySlotFiresOnceThoughTicksAreAtOnce() throws Exception {
    live.keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST), minute, 20);
    live.keep(Schedules.hourly(minute), minute, 20);
    live.keep(Schedules.hourly(minute).with(JobType.HTTP), minute, 5);
    Tick tick = live.bean(Tick.class);

    long executed = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> ticks = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        ticks.add(threads.submit(() -> tick.run().jobsExecuted()));
      }
      for (Future<Long> each : ticks) {
        executed += each.get();
      }
    }

    assertThat(executed).isEqualTo(45);
    assertThat(database.count("content_requests")).isEqualTo(20);
    assertThat(database.number("SELECT count(DISTINCT correlation_id) FROM content_requests"))
        .isEqualTo(20);
    assertThat(live.messages(TestBroker.CONTENT)).hasSize(20);
    assertThat(live.messages("scheduler-ticks-sub")).hasSize(20);
    assertThat(database.count("schedules")).isZero();
    assertThat(database.count("schedule_decisions")).isZero();
    assertThat(live.tick().json().path("jobs_due").asInt()).isZero();
  }

  @Test
  void missedSlotsFollowTheirPolicy() {
    Instant due = minute.minus(Duration.ofHours(3));
    Schedule all = live.keep(Schedules.hourly(due).with(Policy.ALL, 2, null).dueAt(due));
    Schedule once = live.keep(Schedules.hourly(due).dueAt(due));
    Schedule none = live.keep(Schedules.hourly(due).with(Policy.SKIP, 1, null).dueAt(due));

    live.tick();

    assertThat(decisions(all)).containsExactly("fired", "fired", "skipped");
    assertThat(decisions(once)).containsExactly("fired", "skipped");
    assertThat(decisions(none)).first().isIn("skipped", "fired");
    assertThat(decisions(none)).contains("skipped");
  }

  @Test
  void aSlotOfAQueueWaitsForTheEndOfTheRowThatTheOneBeforeMade() {
    Schedule schedule =
        live.keep(
            Schedules.of(new Trigger.Interval(minute, Duration.ofSeconds(30)))
                .with(JobType.CONTENT_REQUEST)
                .with(Overlap.QUEUE)
                .with(Policy.ALL, 100, null)
                .dueAt(minute));
    live.tick();
    assertThat(decisions(schedule)).contains("fired", "deferred");

    database.execute(
        """
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), progress = 100, next_publish_at = NULL
        """);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> live.tick().json().path("jobs_executed").asInt() >= 1);
    assertThat(database.count("content_requests")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void theSamplesFireAndAreThereAfterANewStart() {
    Answer lesson =
        live.post(
            "/v1/schedules",
            """
            {"name": "lesson", "job_type": "content-request", "interval": "PT1H",
             "start_at": "2100-01-01T00:00:00Z",
             "payload": {"student_id": "s-1", "topic": "Tides", "grade_level": "9th Grade"}}
            """);
    Answer review =
        live.post(
            "/v1/schedules",
            """
            {"name": "review", "job_type": "catalog-review", "cron": "0 */3 * * *"}
            """);
    assertThat(List.of(lesson.status(), review.status())).containsOnly(201);
    for (Answer each : List.of(lesson, review)) {
      Answer run = live.post("/v1/schedules/" + each.id() + "/run", "");
      assertThat(run.status()).isEqualTo(202);
      assertThat(run.text("run_state")).isEqualTo("fired");
    }
    assertThat(live.messages(TestBroker.CONTENT)).hasSize(1);
    assertThat(live.messages("scheduler-ticks-sub")).hasSize(1);
    Answer paused = live.post("/v1/schedules/" + review.id() + "/pause", "");

    live.restart();

    assertThat(live.get("/v1/schedules/" + review.id()).json()).isEqualTo(paused.json());
    JsonNode items = live.get("/v1/schedules").json().path("items");
    assertThat(items).hasSize(2);
    assertThat(live.get("/v1/schedules/" + lesson.id() + "/decisions").json().path("items"))
        .hasSize(1);
    assertThat(live.tick().json().path("jobs_due").asInt()).isZero();
    assertThat(live.messages(TestBroker.CONTENT)).isEmpty();
  }

  @Test
  void ownersDoWithTheirSchedulesWhatTheyDoOnPostgres() {
    String body =
        """
        {"name": "review", "dedupe_key": "one", "job_type": "catalog-review", "interval": "PT1H",
         "start_at": "2026-01-01T00:00:00Z"}
        """;
    Answer made = keyed(body);
    assertThat(made.status()).isEqualTo(201);
    assertThat(keyed(body).header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(keyed(body.replace("\"review\"", "\"other\"")).status()).isEqualTo(422);
    assertThat(live.post("/v1/schedules", body).status()).isEqualTo(200);
    String path = "/v1/schedules/" + made.id();

    assertThat(live.post(path + "/pause", "").text("status")).isEqualTo("paused");
    assertThat(live.post(path + "/resume", "").text("status")).isEqualTo("active");
    assertThat(
            live.send(
                    live.request(path)
                        .header("Content-Type", "application/merge-patch+json")
                        .method("PATCH", BodyPublishers.ofString("{\"cron\": \"0 9 * * *\"}")))
                .text("cron"))
        .isEqualTo("0 9 * * *");
    assertThat(live.get("/v1/schedules?overdue=false&status=active").json().path("items"))
        .hasSize(1);
    assertThat(live.post(path + "/release", "").status()).isEqualTo(409);
    assertThat(live.send(live.requestOf("another", path)).status()).isEqualTo(404);
    assertThat(live.send(live.request(path).DELETE()).status()).isEqualTo(204);
    assertThat(live.get(path).status()).isEqualTo(404);
  }

  @Test
  void whileTheBrokerIsAwayEverythingIsDecidedAndItIsPublishedLater() {
    live.keep(Schedules.hourly(minute), minute, 3);
    live.broker().broker().faults().refuse(Faults.Refused.PUBLISH);
    assertThat(live.tick().json().path("jobs_executed").asInt()).isEqualTo(3);
    live.broker().broker().faults().clear();

    List<PubsubMessage> messages = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              live.tick();
              messages.addAll(live.messages("scheduler-ticks-sub"));
              return messages.size() == 3;
            });
  }

  @Test
  void anHttpJobIsPostedAndItsRunEnds() {
    Answer made =
        live.post(
            "/v1/schedules",
            """
            {"name": "hook", "job_type": "http", "interval": "PT1H",
             "start_at": "2100-01-01T00:00:00Z", "payload": {"url": "%s", "body": {"shop": 7}}}
            """
                .formatted(url()));
    assertThat(made.status()).as(made.body()).isEqualTo(201);

    assertThat(live.post("/v1/schedules/" + made.id() + "/run", "").status()).isEqualTo(202);

    String decisions = "/v1/schedules/" + made.id() + "/decisions";
    await()
        .until(
            () ->
                live.get(decisions)
                    .json()
                    .path("items")
                    .path(0)
                    .path("run_state")
                    .asText()
                    .equals("finished"));
    assertThat(RECEIVER.received()).hasSize(1);
    assertThat(RECEIVER.received().getFirst().header("webhook-id"))
        .isEqualTo(live.get(decisions).json().path("items").path(0).path("execution_key").asText());
    assertThat(RECEIVER.received().getFirst().body()).isEqualTo("{\"shop\":7}");
    assertThat(database.count("schedule_executions")).isZero();
    assertThat(live.tick().json().path("housekeeping").path("executions_retried").asInt()).isZero();
  }

  @Test
  void aSecondInstanceDoesNotStart() {
    assertThatThrownBy(() -> live.another(properties()))
        .hasStackTraceContaining("Another scheduler keeps its schedules in " + directory);
    assertThat(live.bean(ScheduleStorage.class)).isInstanceOf(JsonStorage.class);
  }

  @Test
  void aRegisteredJobRunsAndItsTypeIsKnownAfterARestart() {
    String made =
        live.post(
                "/v1/schedules",
                """
                {"name": "report", "job_type": "nightly-report", "schedule_at": "2026-01-31T09:00:00Z",
                 "max_attempts": 2, "payload": {"region": "north"}}
                """)
            .header("Location");
    JOB.does(run -> new JobOutcome.Failed("There is no region north.", false));

    live.restart();
    live.tick();

    assertThat(JOB.runs()).extracting(ScheduledRun::dueAt).hasToString("[2026-01-31T09:00:00Z]");
    assertThat(live.get(made).json().path("job_type").asText()).isEqualTo("nightly-report");
    assertThat(live.get(made + "/decisions").json().at("/items/0/error").asText())
        .isEqualTo("There is no region north.");
  }

  private static String url() {
    return "http://127.0.0.1:" + RECEIVER.port() + "/hooks";
  }

  private Map<String, Object> properties() {
    return new HashMap<>(
        Map.of(
            "millrace.scheduler.storage.kind",
            "json",
            "millrace.scheduler.storage.directory",
            directory.toString(),
            "millrace.scheduler.tick.batch",
            7,
            "millrace.outbound.allow-loopback",
            true,
            "millrace.scheduler.http.allowed",
            url(),
            "millrace.scheduler.http.secret",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  }

  private Answer keyed(String body) {
    return live.send(
        live.request("/v1/schedules")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "a-key")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Of a schedule, the newest slot first. */
  private List<String> decisions(Schedule schedule) {
    List<String> decisions = new ArrayList<>();
    live.get("/v1/schedules/" + schedule.id() + "/decisions")
        .json()
        .path("items")
        .forEach(item -> decisions.add(item.path("decision").asText()));
    return decisions;
  }
}
