package dev.millrace.scheduler.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.local.pubsub.Faults;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire.Policy;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing fires twice and nothing is lost, whatever happens to a tick. */
class TickFaultsTest {
  private static final int ROUNDS = 30;
  private static final int SCHEDULES = 40;

  private static final LiveScheduler LIVE =
      LiveScheduler.start(Map.of("millrace.scheduler.tick.batch", 7));
  private static final MigratedDatabase DATABASE = LIVE.database();
  private static final Tick FIRST = LIVE.bean(Tick.class);
  private static final Tick SECOND =
      LIVE.another(Map.of("millrace.scheduler.tick.batch", 5)).getBean(Tick.class);

  /** No further slot comes while a test runs. */
  private final Instant start =
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
  void ticksAtOnceInTwoInstancesFireEverySlotOnce() throws Exception {
    LIVE.keep(Schedules.hourly(start).with(JobType.CONTENT_REQUEST), start, SCHEDULES / 2);
    LIVE.keep(Schedules.hourly(start), start, SCHEDULES / 2);
    List<PubsubMessage> messages = new ArrayList<>();

    for (int round = 1; round <= ROUNDS; round++) {
      assertThat(executed(atOnce(FIRST, FIRST, SECOND, SECOND)))
          .as("round %d", round)
          .isEqualTo(SCHEDULES);
      messages.addAll(LIVE.messages(TestBroker.CONTENT));
      messages.addAll(LIVE.messages("scheduler-ticks-sub"));
      makeNextSlotDue();
    }

    assertThat(DATABASE.number("SELECT count(DISTINCT execution_key) FROM schedule_decisions"))
        .isEqualTo(ROUNDS * SCHEDULES);
    assertThat(DATABASE.count("schedule_decisions")).isEqualTo(ROUNDS * SCHEDULES);
    assertThat(DATABASE.count("content_requests")).isEqualTo(ROUNDS * SCHEDULES / 2);
    assertThat(messages).hasSize(ROUNDS * SCHEDULES);
    assertThat(messages.stream().map(message -> message.getData().toStringUtf8()).distinct())
        .hasSize(ROUNDS * SCHEDULES);
  }

  @Test
  void whatAnotherTickHasLockedIsSkippedAndNotWaitedFor() throws Exception {
    LIVE.keep(Schedules.hourly(start), start, 3);
    try (var connection = DATABASE.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT FROM schedules ORDER BY id LIMIT 2 FOR UPDATE");

      TickResult result = FIRST.run();

      assertThat(result.jobsExecuted()).isOne();
      assertThat(result.jobsSkipped()).isEqualTo(2);
      assertThat(result.jobsChecked()).isEqualTo(3);
      connection.rollback();
    }
    assertThat(FIRST.run().jobsExecuted()).isEqualTo(2);
  }

  @Test
  void aDatabaseErrorIsAnsweredAndTheNextTickFiresAll() {
    LIVE.keep(Schedules.hourly(start).with(JobType.CONTENT_REQUEST), start, 20);
    DATABASE.execute("ALTER TABLE schedule_decisions RENAME TO away");
    try {
      assertThat(LIVE.tick().status()).isGreaterThanOrEqualTo(500);
    } finally {
      DATABASE.execute("ALTER TABLE away RENAME TO schedule_decisions");
    }
    assertThat(DATABASE.count("content_requests")).isZero();

    assertThat(LIVE.tick().json().path("jobs_succeeded").asInt()).isEqualTo(20);
    assertThat(DATABASE.count("content_requests")).isEqualTo(20);
  }

  @Test
  void whenItsConnectionsAreCutATickAnswersThatAndTheNextOneFiresTheRest() throws Exception {
    LIVE.keep(Schedules.hourly(start).with(JobType.CONTENT_REQUEST), start, 20);
    try (var connection = DATABASE.connect();
        var statement = connection.createStatement();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      connection.setAutoCommit(false);
      // The tick has locked its schedules by the time at which it waits for the ledger.
      statement.execute("LOCK TABLE schedule_decisions IN SHARE MODE");
      Future<Integer> answer = threads.submit(() -> LIVE.tick().status());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  DATABASE.number(
                              """
                          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                          WHERE datname = current_database() AND wait_event_type = 'Lock'
                          """)
                          > 0
                      || answer.isDone());
      assertThat(answer.get()).isGreaterThanOrEqualTo(500);
      connection.rollback();
    }
    assertThat(DATABASE.count("content_requests")).isZero();

    await().atMost(Duration.ofSeconds(60)).until(() -> LIVE.tick().status() == 200);
    assertThat(DATABASE.count("content_requests")).isEqualTo(20);
    assertThat(DATABASE.count("schedule_decisions")).isEqualTo(20);
  }

  @Test
  void whileTheBrokerIsAwayEverythingIsDecidedAndItIsPublishedLater() {
    LIVE.keep(Schedules.hourly(start).with(JobType.CATALOG_WATCHDOG), start, 5);
    LIVE.broker().broker().faults().refuse(Faults.Refused.PUBLISH);

    assertThat(FIRST.run().jobsExecuted()).isEqualTo(5);
    assertThat(DATABASE.number("SELECT count(next_publish_at) FROM schedule_decisions"))
        .isEqualTo(5);
    assertThat(DATABASE.number("SELECT count(published_at) FROM schedule_decisions")).isZero();

    LIVE.broker().broker().faults().clear();
    List<PubsubMessage> messages = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              FIRST.run();
              messages.addAll(LIVE.messages("scheduler-ticks-sub"));
              return DATABASE.number("SELECT count(published_at) FROM schedule_decisions") == 5;
            });
    assertThat(messages.stream().map(message -> message.getAttributesOrThrow("execution_key")))
        .hasSize(5)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatOneTransactionMayNotFireTheNextOneDoes() {
    LIVE.keep(
        Schedules.cron("* * * * *").with(Policy.ALL, 100, null),
        start.minus(Duration.ofHours(3)),
        30);

    TickResult result = LIVE.bean(Tick.class).run();

    assertThat(result.jobsDue()).isEqualTo(30);
    assertThat(result.jobsExecuted()).isEqualTo(3_000);
    assertThat(DATABASE.number("SELECT count(*) FROM schedule_decisions WHERE decision = 'fired'"))
        .isEqualTo(3_000);
  }

  /** As if a slot had come. */
  private static void makeNextSlotDue() {
    DATABASE.execute("UPDATE schedules SET next_fire_at = now(), next_due_at = now()");
  }

  private static long executed(List<TickResult> results) {
    return results.stream().mapToLong(TickResult::jobsExecuted).sum();
  }

  private static List<TickResult> atOnce(Tick... ticks) throws Exception {
    CyclicBarrier together = new CyclicBarrier(ticks.length);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TickResult>> running =
          Stream.of(ticks)
              .map(
                  tick ->
                      threads.submit(
                          () -> {
                            together.await();
                            return tick.run();
                          }))
              .toList();
      List<TickResult> results = new ArrayList<>();
      for (Future<TickResult> each : running) {
        results.add(each.get());
      }
      return results;
    }
  }
}
