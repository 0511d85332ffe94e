package dev.millrace.scheduler.storage.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.RequestRows;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.StorageTests;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonStorageTest extends StorageTests {
  @TempDir Path directory;
  private JsonFiles files;
  private JsonStorage storage;

  @BeforeEach
  void open() throws IOException {
    live.clear();
    reopen();
  }

  @AfterEach
  void close() throws IOException {
    storage.close();
  }

  @Test
  void aRequestWhoseRowTheDatabaseCannotTakeNowIsDeliveredByALaterUnit() {
    Schedule schedule = keepDue();
    database.execute("ALTER TABLE content_requests RENAME TO away");
    try {
      change(unit -> unit.request(List.of(intake(schedule, minute))));
    } finally {
      database.execute("ALTER TABLE away RENAME TO content_requests");
    }
    assertThat(database.count("content_requests")).isZero();

    change(unit -> unit.due().take(1));

    assertThat(database.count("content_requests")).isOne();
    assertThat(live.messages(TestBroker.CONTENT)).hasSize(1);
    assertThat(undelivered()).isZero();
  }

  @Test
  void aCrashBetweenTheFireAndItsRowIsMadeUpForOnce() throws IOException {
    Schedule schedule = keepDue();
    files.write(
        unit ->
            new JsonTransaction(
                    unit.state(), unit.now(), Duration.ofMinutes(1), live.bean(WorkerRows.class))
                .request(List.of(intake(schedule, minute))));
    close();
    reopen();

    change(unit -> unit.due().take(1));
    change(unit -> unit.due().take(1));

    assertThat(database.count("content_requests")).isOne();
    assertThat(live.messages(TestBroker.CONTENT)).hasSize(1);
  }

  @Test
  void aCrashBetweenTheRowAndItsMarkMakesNoSecondRowNorMessage() {
    Schedule schedule = keepDue();
    change(unit -> unit.request(List.of(intake(schedule, minute))));
    live.messages(TestBroker.CONTENT);

    change(unit -> unit.request(List.of(intake(schedule, minute))));

    assertThat(database.count("content_requests")).isOne();
    assertThat(live.messages(TestBroker.CONTENT)).isEmpty();
    assertThat(undelivered()).isZero();
  }

  @Test
  void aRunOfTheCatalogThatNobodyHasTakenIsWorkForAWorker() {
    assertThat(write(unit -> unit.due().take(1)).found().isWorkDue()).isFalse();
    database.execute(
        """
        INSERT INTO catalog_run_history (id, command, origin, actor, organization_id)
        VALUES (gen_random_uuid(), 'worker', 'operator', 'test', 'o')
        """);

    assertThat(write(unit -> unit.due().take(1)).found().isWorkDue()).isTrue();
  }

  /** The worker has written such a command down as a run, which it does later. */
  @Test
  void theEndOfARunOfTheCatalogIsReadFromItsHistory() {
    Schedule failed = keepDue();
    Schedule finished = keepDue();
    Schedule going = keepDue();
    Schedule foreign = keepDue();
    decide(
        fire(failed, minute), fire(finished, minute), fire(going, minute), fire(foreign, minute));
    run(failed, ORGANIZATION, "failed", null, "There is no catalog.");
    run(finished, ORGANIZATION, "finished", "nothing_to_do", null);
    run(going, ORGANIZATION, "recorded", null, null);
    run(foreign, "another", "finished", "done", null);

    assertEnds(failed, finished, going, foreign);
  }

  @Test
  void aRequestThatTheDatabaseRefusesIsAFailedRunAndStopsNoOther() {
    List<Schedule> both =
        Stream.of(keepDue(), keepDue()).sorted(Comparator.comparing(this::key)).toList();
    Schedule other = both.getFirst();
    // Were the first of a set that fails given up, it would be the wrong one.
    Schedule refused = both.getLast();
    database.execute(
        "ALTER TABLE content_requests ADD CONSTRAINT not_this CHECK (correlation_id NOT LIKE '"
            + refused.id()
            + "%')");
    try {
      change(
          unit -> {
            unit.ledger().insert(null, "time", List.of(fire(refused, minute), fire(other, minute)));
            unit.request(List.of(intake(refused, minute), intake(other, minute)));
          });
    } finally {
      database.execute("ALTER TABLE content_requests DROP CONSTRAINT not_this");
    }

    assertThat(database.text("SELECT correlation_id FROM content_requests"))
        .isEqualTo(other.key(minute).toString());
    assertThat(
            read((Transaction unit) -> unit.views().decision(refused.id(), minute))
                .orElseThrow()
                .runState())
        .isEqualTo("failed");
    assertThat(undelivered()).isZero();
  }

  @Test
  void theEndOfACommandIsReadFromTheInboxOfTheWorker() {
    Schedule failed = keepDue();
    Schedule finished = keepDue();
    Schedule going = keepDue();
    Schedule foreign = keepDue();
    decide(
        fire(failed, minute), fire(finished, minute), fire(going, minute), fire(foreign, minute));
    receive(failed, ORGANIZATION, "failed", "There is no catalog.");
    receive(finished, ORGANIZATION, "finished", null);
    receive(going, ORGANIZATION, "recorded", null);
    receive(foreign, "another", "finished", null);

    assertEnds(failed, finished, going, foreign);
  }

  @Test
  void aJobWhoseServiceDiedIsTakenOverAtTheNextStart() throws IOException {
    Schedule schedule = keepJob();
    assertThat(claim(Duration.ofMinutes(5)).attempt()).isOne();
    close();

    reopen();

    Claimed next = claim(Duration.ofMinutes(5));
    assertThat(next.isTakenOver()).isTrue();
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(next.key()).isEqualTo(key(schedule));
  }

  @Test
  void theWaitForAReceiptDoublesWithEachPublicationUpToSixtyFourTimes() {
    Duration rescueAfter = Duration.ofMinutes(1);
    StoredDecision sent =
        StoredDecision.of(fire(keepDue(), minute), "time", null, minute, rescueAfter);
    List<Long> waits = new ArrayList<>();
    for (int time = 0; time < 9; time++) {
      sent = sent.sentAgain(minute, rescueAfter);
      waits.add(Duration.between(minute, sent.nextPublishAt()).toMinutes());
    }

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L);
  }

  private String key(Schedule schedule) {
    return schedule.key(minute).toString();
  }

  private void receive(
      Schedule schedule, String organization, String outcome, @Nullable String error) {
    database.execute(
        """
        INSERT INTO received_commands
          (execution_key, organization_id, job_type, due_at, message_id, outcome, error, ended_at)
        VALUES (?, ?, 'catalog-worker', now(), 'message', ?, ?, now())
        """,
        key(schedule),
        organization,
        outcome,
        error);
  }

  /**
   * A run that failed, one that finished, one that goes on, and one whose end is not its owner's.
   */
  private void assertEnds(Schedule failed, Schedule finished, Schedule going, Schedule foreign) {
    write((Transaction unit) -> unit.ledger().runs(List.of(failed, finished, going, foreign)));

    assertThat(decisions(failed).getFirst().runState()).isEqualTo("failed");
    assertThat(decisions(failed).getFirst().error()).isEqualTo("There is no catalog.");
    assertThat(decisions(finished).getFirst().runState()).isEqualTo("finished");
    assertThat(decisions(going).getFirst().runState()).isEqualTo("fired");
    assertThat(decisions(foreign).getFirst().runState()).isEqualTo("fired");
  }

  private void run(
      Schedule schedule,
      String organization,
      String state,
      @Nullable String outcome,
      @Nullable String error) {
    receive(schedule, organization, "recorded", null);
    database.execute(
        """
        INSERT INTO catalog_run_history
          (id, command, origin, actor, organization_id, execution_key, state, outcome, error, ended_at)
        VALUES (gen_random_uuid(), 'cleanup', 'schedule', 'test', ?, ?, ?, ?, ?,
                CASE ? WHEN 'recorded' THEN NULL ELSE now() END)
        """,
        organization,
        key(schedule),
        state,
        outcome,
        error,
        state);
  }

  private void reopen() throws IOException {
    files = JsonFiles.open(directory, Retention.DEFAULT, Clock.systemUTC(), 1 << 20);
    storage =
        new JsonStorage(
            files,
            Duration.ofMinutes(1),
            live.bean(WorkerRows.class),
            live.bean(Database.class),
            live.bean(RequestRows.class),
            live.bean(RequestPublisher.class));
  }

  private int undelivered() {
    return files.read(unit -> unit.state().requests.size());
  }

  @Override
  protected ScheduleStorage storage() {
    return storage;
  }

  @Override
  protected void lease(String executionKey, Instant until) {
    files.write(
        unit -> {
          StoredExecution waiting = unit.state().executions.find(executionKey).orElseThrow();
          unit.state().executions.put(leased(waiting, until));
          return true;
        });
  }

  private static StoredExecution leased(StoredExecution waiting, Instant until) {
    return new StoredExecution(
        waiting.id(),
        waiting.executionKey(),
        waiting.scheduleId(),
        waiting.organizationId(),
        waiting.jobType(),
        waiting.payload(),
        waiting.dueAt(),
        StoredExecution.RUNNING,
        1,
        waiting.maxAttempts(),
        waiting.backoffSeconds(),
        null,
        new StoredExecution.Lease(UUID.randomUUID(), "somebody", until),
        null,
        waiting.createdAt(),
        waiting.createdAt(),
        null);
  }

  @Override
  protected void makeUnreadable(UUID schedule) {
    files.write(
        unit -> {
          StoredSchedule plain = unit.state().schedules.find(schedule.toString()).orElseThrow();
          StoredDefinition definition = plain.definition();
          unit.state()
              .schedules
              .put(
                  new StoredSchedule(
                      plain.id(),
                      plain.organizationId(),
                      new StoredDefinition(
                          definition.name(),
                          null,
                          "a job of the future",
                          definition.payload(),
                          definition.trigger(),
                          definition.policies()),
                      plain.state()));
          return true;
        });
  }

  @Override
  protected List<String> audited() {
    return files.read(unit -> unit.state().calls.rows().stream().map(StoredCall::action).toList());
  }
}
