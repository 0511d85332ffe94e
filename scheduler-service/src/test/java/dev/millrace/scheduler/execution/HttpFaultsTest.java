package dev.millrace.scheduler.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.outbound.Receiver;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.tick.Tick;
import dev.millrace.scheduler.tick.TickResult;
import dev.millrace.testing.Answer;
import dev.millrace.testing.MigratedDatabase;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job is run by whoever holds its lease, whatever happens to a holder. */
class HttpFaultsTest {
  private static final int ROUNDS = 5;
  private static final int JOBS = 40;
  private static final HttpHandler FINE = exchange -> Receiver.answer(exchange, 204, "");

  private static volatile HttpHandler handler = FINE;
  private static final Receiver RECEIVER = Receiver.start(exchange -> handler.handle(exchange));
  private static final LiveScheduler LIVE =
      LiveScheduler.start(HttpSchedules.properties(RECEIVER, Map.of()));
  private static final MigratedDatabase DATABASE = LIVE.database();
  private static final Tick FIRST = LIVE.bean(Tick.class);
  private static final Tick SECOND = another(Map.of()).getBean(Tick.class);
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
  }

  @Test
  void whatALostHolderHasLeftIsTakenOverAndItsReportIsRefused() {
    stickTheFirst();
    SCHEDULES.endLeases();

    TickResult result = SECOND.runAndWait();

    assertThat(result.housekeeping().executionsTakenOver()).isOne();
    assertThat(result.housekeeping().executionsRetried()).isZero();
    assertThat(SCHEDULES.states()).containsExactly("finished 2 finished");
    assertThat(SCHEDULES.posted()).hasSize(2);
    assertThat(SCHEDULES.posted().stream().distinct()).hasSize(1);
    assertThatItsReportIsRefused("finished 2 finished");
  }

  @Test
  void theReportOfALostHolderIsRefusedWhileItsSuccessorRuns() {
    stickTheFirst();
    CountDownLatch successorMayAnswer = new CountDownLatch(1);
    handler = exchange -> late(exchange, successorMayAnswer);
    SCHEDULES.endLeases();
    SECOND.run();
    await().until(() -> SCHEDULES.posted().size() == 2);

    assertThatItsReportIsRefused("running 2 fired");

    successorMayAnswer.countDown();
    await().until(() -> SCHEDULES.states().equals(List.of("finished 2 finished")));
  }

  @Test
  void aHolderThatIsStuckIsReleasedByACallOnTheRecordAndItsReportIsRefused() {
    Schedule schedule = stickTheFirst();

    Answer released = LIVE.post("/v1/schedules/" + schedule.id() + "/release", "");

    assertThat(released.json().path("released").path(0).asText())
        .isEqualTo(schedule.key(SCHEDULES.slot()).toString());
    assertThat(DATABASE.text("SELECT action || ' ' || (detail ->> 'execution_key') FROM audit_log"))
        .isEqualTo("schedule.release " + schedule.key(SCHEDULES.slot()));
    assertThat(SCHEDULES.states()).containsExactly("waiting 0 fired");
    SECOND.runAndWait();
    assertThat(SCHEDULES.states()).containsExactly("finished 1 finished");
    assertThatItsReportIsRefused("finished 1 finished");
  }

  @Test
  void aHolderThatIsLostInTheLastAttemptIsNotFollowedByAnother() {
    Schedule schedule = stickTheFirst();
    DATABASE.execute("UPDATE schedule_executions SET max_attempts = 1");
    SCHEDULES.endLeases();

    SECOND.runAndWait();

    assertThat(SCHEDULES.states()).containsExactly("failed 1 failed");
    assertThat(
            DATABASE.text(
                "SELECT error FROM schedule_decisions WHERE schedule_id = ?", schedule.id()))
        .startsWith("The service that ran its last attempt was lost");
    assertThat(SCHEDULES.posted()).hasSize(1);
    assertThatItsReportIsRefused("failed 1 failed");
  }

  @Test
  void ticksAtOnceInTwoInstancesPostEachKeyOnce() throws Exception {
    for (int job = 0; job < JOBS; job++) {
      SCHEDULES.keep();
    }

    for (int round = 1; round <= ROUNDS; round++) {
      atOnce(FIRST, SECOND, FIRST, SECOND);
      await()
          .until(
              () -> {
                atOnce(FIRST, SECOND);
                return DATABASE.number(
                        "SELECT count(*) FROM schedule_executions WHERE state <> 'finished'")
                    == 0;
              });
      SCHEDULES.makeNextSlotDue();
    }

    assertThat(SCHEDULES.posted()).hasSize(ROUNDS * JOBS).doesNotHaveDuplicates();
    assertThat(SCHEDULES.states()).hasSize(ROUNDS * JOBS).containsOnly("finished 1 finished");
  }

  @Test
  void aServiceThatStopsReleasesWhatDoesNotEndInTimeUncharged() {
    handler = this::late;
    ApplicationContext stopping = another(Map.of("millrace.scheduler.execution.grace", "10ms"));
    SCHEDULES.keep();
    stopping.getBean(Tick.class).run();
    await().until(() -> SCHEDULES.posted().size() == 1);

    stopping.close();

    assertThat(SCHEDULES.states()).containsExactly("waiting 0 fired");
    handler = FINE;
    SECOND.runAndWait();
    assertThat(SCHEDULES.states()).containsExactly("finished 1 finished");
  }

  @Test
  void aServiceThatStopsLetsWhatRunsFinish() {
    CountDownLatch arrived = new CountDownLatch(1);
    handler =
        exchange -> {
          arrived.countDown();
          late(exchange);
        };
    ApplicationContext stopping = another(Map.of("millrace.scheduler.execution.grace", "5m"));
    SCHEDULES.keep();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<TickResult> tick = threads.submit(() -> stopping.getBean(Tick.class).runAndWait());
      await().until(() -> arrived.getCount() == 0);
      Future<?> closed = threads.submit(stopping::close);

      // Whoever waits for the tick is let go at once, what runs is not.
      await().until(tick::isDone);
      assertThat(SCHEDULES.states()).containsExactly("running 1 fired");
      mayAnswer.countDown();
      await().until(closed::isDone);
    }
    assertThat(SCHEDULES.states()).containsExactly("finished 1 finished");
  }

  @Test
  void aLeaseIsRenewedWhileItsJobGoesOn() {
    handler = this::late;
    ApplicationContext hasty = another(Map.of("millrace.scheduler.execution.lease", "6s"));
    SCHEDULES.keep();
    hasty.getBean(Tick.class).run();
    await().until(() -> SCHEDULES.posted().size() == 1);
    String first = DATABASE.text("SELECT lease_until::text FROM schedule_executions");

    await()
        .until(
            () ->
                !DATABASE.text("SELECT lease_until::text FROM schedule_executions").equals(first));
    mayAnswer.countDown();

    await().until(() -> SCHEDULES.states().equals(List.of("finished 1 finished")));
    hasty.close();
  }

  @Test
  void noMoreRunAtOnceThanMayAndTheRestFollowsInTheSameTick() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    handler =
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          now.decrementAndGet();
          Receiver.answer(exchange, 204, "");
        };
    ApplicationContext narrow = another(Map.of("millrace.scheduler.execution.concurrency", 2));
    for (int job = 0; job < 20; job++) {
      SCHEDULES.keep();
    }

    narrow.getBean(Tick.class).runAndWait();

    assertThat(SCHEDULES.states()).hasSize(20).containsOnly("finished 1 finished");
    assertThat(most.get()).isLessThanOrEqualTo(2);
    narrow.close();
  }

  /** The first instance posts, and gets no answer; whoever posts after it does. */
  private Schedule stickTheFirst() {
    CountDownLatch first = new CountDownLatch(1);
    handler =
        exchange -> {
          if (first.getCount() > 0) {
            first.countDown();
            late(exchange);
          } else {
            FINE.handle(exchange);
          }
        };
    Schedule schedule = SCHEDULES.keep();
    FIRST.run();
    await().until(() -> SCHEDULES.posted().size() == 1 && first.getCount() == 0);
    return schedule;
  }

  private void assertThatItsReportIsRefused(String state) {
    double dropped = SCHEDULES.ended("dropped");
    mayAnswer.countDown();
    await().until(() -> SCHEDULES.ended("dropped") == dropped + 1);
    assertThat(SCHEDULES.states()).containsExactly(state);
  }

  private void late(HttpExchange exchange) throws IOException {
    late(exchange, mayAnswer);
  }

  private static void late(HttpExchange exchange, CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Receiver.answer(exchange, 204, "");
  }

  private static ApplicationContext another(Map<String, Object> properties) {
    return LIVE.another(HttpSchedules.properties(RECEIVER, properties));
  }

  private static void atOnce(Tick... ticks) throws Exception {
    CyclicBarrier together = new CyclicBarrier(ticks.length);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TickResult>> running =
          IntStream.range(0, ticks.length)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            together.await();
                            return ticks[number].runAndWait();
                          }))
              .toList();
      for (Future<TickResult> each : running) {
        each.get();
      }
    }
  }
}
