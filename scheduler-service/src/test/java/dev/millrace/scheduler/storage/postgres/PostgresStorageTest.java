package dev.millrace.scheduler.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Outcome;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.StorageTests;
import dev.millrace.scheduler.storage.Transaction;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresStorageTest extends StorageTests {
  private static final Duration LEASE = Duration.ofMinutes(5);

  @BeforeEach
  void clear() {
    live.clear();
  }

  @Test
  void aClaimTakesWhatAnotherHasNotLockedAndWaitsForNobody() throws Exception {
    Schedule first = keepJob();
    Schedule second = keepJob();
    CountDownLatch isClaimed = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Claimed>> others =
          threads.submit(
              () -> {
                isClaimed.await();
                return claims(LEASE, 10);
              });
      List<Claimed> mine =
          write(
              unit -> {
                List<Claimed> claimed = unit.executions().claim("somebody", LEASE, 1);
                isClaimed.countDown();
                await().until(others::isDone);
                return claimed;
              });

      assertThat(mine).extracting(Claimed::scheduleId).containsExactly(first.id());
      assertThat(others.get()).extracting(Claimed::scheduleId).containsExactly(second.id());
    }
  }

  @Test
  void whatAnotherTickHoldsIsNotPutAsideAndNeitherIsAnybodyInItsPlace() throws Exception {
    Schedule culprit = keepDue();
    Schedule innocent = keepDue();
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM schedules WHERE id = '" + culprit.id() + "' FOR UPDATE");

      assertThat(write((Transaction unit) -> unit.due().putAside(culprit.id()))).isFalse();
      other.rollback();
    }

    assertThat(find(culprit)).isEqualTo(culprit);
    assertThat(find(innocent)).isEqualTo(innocent);
  }

  @Test
  void theWaitForAReceiptDoublesWithEachPublicationUpToSixtyFourTimes() {
    Schedule schedule = keepDue();
    decide(fire(schedule, minute));
    List<Long> waits = new ArrayList<>();
    for (int time = 0; time < 9; time++) {
      database.execute("UPDATE schedule_decisions SET next_publish_at = now()");
      assertThat(takeCommands().due()).hasSize(1);
      waits.add(
          database.number(
              "SELECT extract(epoch FROM next_publish_at - published_at)::bigint FROM schedule_decisions"));
    }

    long first = waits.getFirst();
    assertThat(first).isPositive();
    assertThat(waits.stream().map(wait -> wait / first))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L);
  }

  @Test
  void anExpiryLeavesAloneWhatIsBeingClaimed() throws Exception {
    Schedule schedule = keepJob();
    CountDownLatch isClaimed = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> expired =
          threads.submit(
              () -> {
                isClaimed.await();
                database.execute("UPDATE schedule_decisions SET run_until = now()");
                return write((Transaction unit) -> unit.executions().expire(10));
              });
      change(
          unit -> {
            assertThat(unit.executions().claim("somebody", LEASE, 10)).hasSize(1);
            isClaimed.countDown();
            await().until(expired::isDone);
          });
      assertThat(expired.get()).isZero();
    }
    assertThat(view(schedule).lease()).isNotNull();
    assertThat(write((Transaction unit) -> unit.executions().expire(10))).isOne();
  }

  @Test
  void anOutcomeWhoseCommitWasNotHeardOfIsFoundWrittenWhenItIsRepeated() {
    Schedule schedule = keepJob();
    Claimed held = claim(LEASE);
    Outcome again = new Outcome.Again("Answered 500.", Duration.ZERO);
    assertThat(settle(held, again)).isTrue();
    assertThat(settle(held, again)).isTrue();
    assertThat(settle(held, new Outcome.Finished())).as("another outcome").isFalse();

    Claimed next = claim(LEASE);
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(settle(held, again)).as("of the holder before").isFalse();
    assertThat(settle(next, new Outcome.Finished())).isTrue();
    assertThat(settle(next, new Outcome.Finished())).isTrue();

    assertThat(runState(schedule)).isEqualTo("finished");
  }

  @Override
  protected ScheduleStorage storage() {
    return live.bean(PostgresStorage.class);
  }

  @Override
  protected void lease(String executionKey, Instant until) {
    database.execute(
        """
        UPDATE schedule_executions
        SET state = 'running', attempts = 1, next_attempt_at = NULL, lease_token = gen_random_uuid(),
            lease_owner = 'somebody', lease_until = ?::timestamptz, started_at = now()
        WHERE execution_key = ?
        """,
        until.toString(),
        executionKey);
  }

  @Override
  protected void makeUnreadable(UUID schedule) {
    database.execute(
        """
        UPDATE schedules
        SET trigger_kind = 'cron', cron = 'never', time_zone = 'UTC', every_seconds = NULL, starts_at = NULL
        WHERE id = ?
        """,
        schedule);
  }

  @Override
  protected List<String> audited() {
    return database.list("SELECT action FROM audit_log ORDER BY id", row -> row.getString(1));
  }
}
