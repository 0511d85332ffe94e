package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.NewContentRequest;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Reason;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.storage.Views.RecordedDecision;
import dev.millrace.scheduler.storage.Views.ScheduleView;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.security.Caller;
import dev.millrace.testing.MigratedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the tests of a storage's promises start from, whichever storage it is. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class StorageContract {
  protected final LiveScheduler live = LiveScheduler.start();
  protected final MigratedDatabase database = live.database();
  protected static final String ORGANIZATION = Schedules.ORGANIZATION;
  protected static final Caller CALLER = new Caller("tester", ORGANIZATION, Set.of());
  protected final Instant minute =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(1));
  protected final Instant later = minute.plus(Duration.ofHours(1));

  @AfterAll
  void stop() {
    live.close();
  }

  /** The storage, empty when a test begins. */
  protected abstract ScheduleStorage storage();

  /** As if this service had begun to run a job. */
  protected abstract void lease(String executionKey, Instant until);

  /** As if a newer version had written the schedule. */
  protected abstract void makeUnreadable(UUID schedule);

  /** What callers did. */
  protected abstract List<String> audited();

  protected final <T> T write(Function<Transaction, T> work) {
    return storage().write(work);
  }

  protected final void change(Consumer<Transaction> work) {
    storage()
        .write(
            unit -> {
              work.accept(unit);
              return true;
            });
  }

  protected final <T> T read(Function<Transaction, T> work) {
    return storage().read(work);
  }

  protected final Schedule keep(Schedule schedule) {
    assertThat(write((Transaction unit) -> unit.register().insert(schedule))).isTrue();
    return find(schedule);
  }

  /** One that is due since a minute. */
  protected final Schedule keepDue() {
    return keep(Schedules.hourly(minute).dueAt(minute));
  }

  protected final Schedule find(Schedule schedule) {
    return read(unit -> unit.register().find(ORGANIZATION, schedule.id())).orElseThrow();
  }

  /** A storage refuses a row, and nothing of its unit is there. */
  protected final void assertRefused(Consumer<Transaction> work) {
    DatabaseException refusal = catchThrowableOfType(DatabaseException.class, () -> change(work));
    assertThat(refusal).isNotNull();
    assertThat(refusal.isCausedByARow()).as(refusal.state()).isTrue();
  }

  protected static NewDecision fire(Schedule schedule, Instant slot) {
    return NewDecision.fired(schedule, slot, null);
  }

  protected static NewDecision defer(Schedule schedule, Instant slot) {
    return NewDecision.of(schedule, new Decision.Defer(slot));
  }

  protected static NewDecision skip(Schedule schedule, Instant from, Instant until, long slots) {
    return NewDecision.of(schedule, new Decision.Skip(from, until, slots, Reason.PAUSED));
  }

  /** Records decisions of a tick, and answers the new keys. */
  protected final Set<String> decide(NewDecision... decisions) {
    return write(unit -> unit.ledger().insert(null, "time", List.of(decisions)));
  }

  protected static Schedule with(
      Schedule schedule,
      ScheduleStatus status,
      @Nullable Instant nextDue,
      @Nullable Instant nextFire) {
    return new Schedule(
        schedule.id(),
        schedule.organizationId(),
        schedule.definition(),
        new Schedule.State(status, nextDue, nextFire, null, schedule.state().version()),
        schedule.times());
  }

  protected static Schedule named(
      Schedule schedule, String organization, String name, @Nullable String dedupeKey) {
    Schedule.Definition definition = schedule.definition();
    return new Schedule(
        schedule.id(),
        organization,
        new Schedule.Definition(
            name,
            dedupeKey,
            definition.jobType(),
            definition.payload(),
            definition.trigger(),
            definition.policies()),
        schedule.state(),
        schedule.times());
  }

  protected static Intake intake(Schedule schedule, Instant slot) {
    UUID id = ContentRequestRepository.newId();
    String key = schedule.key(slot).toString();
    return new Intake(
        id,
        ORGANIZATION,
        key,
        new NewContentRequest(
            id,
            key,
            ORGANIZATION,
            "student",
            "Tides",
            "9th Grade",
            ContentFormat.LESSON,
            List.of("boats"),
            null,
            null,
            ContentRequestCodec.emptyObject().put("share", 0.25)),
        null);
  }

  protected static NewExecution execution(Schedule schedule, Instant slot) {
    return new NewExecution(
        schedule.key(slot).toString(),
        schedule.id(),
        ORGANIZATION,
        JobType.HTTP.wireName(),
        ContentRequestCodec.emptyObject(),
        slot,
        3,
        Duration.ofSeconds(10));
  }

  protected static void assertReadOnly(Runnable work) {
    assertThatThrownBy(work::run).isInstanceOf(DatabaseException.class);
  }

  protected static boolean isWaiting(@Nullable Thread thread) {
    return thread != null && thread.getState() == Thread.State.WAITING;
  }

  protected final Schedule due() {
    return Schedules.hourly(minute).dueAt(minute);
  }

  protected final void complete() {
    database.execute(
        """
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), progress = 100, next_publish_at = NULL
        """);
  }

  protected final List<RecordedDecision> decisions(Schedule schedule) {
    return read(unit -> unit.views().decisions(ORGANIZATION, schedule.id(), null, null, 100));
  }

  protected final List<Instant> slots(
      Schedule schedule, @Nullable Instant before, @Nullable String decision, int limit) {
    return read(
            unit -> unit.views().decisions(ORGANIZATION, schedule.id(), before, decision, limit))
        .stream()
        .map(RecordedDecision::dueAt)
        .toList();
  }

  protected final Runs runs(Schedule schedule) {
    return write(unit -> unit.ledger().runs(List.of(schedule)))
        .getOrDefault(schedule.id(), Runs.NONE);
  }

  protected final Set<String> fireDeferred(Schedule schedule) {
    return write(unit -> unit.ledger().fireDeferred(null, List.of(fire(schedule, minute))));
  }

  /** As if a worker had written a command down. */
  protected final void receive(String executionKey) {
    database.execute(
        """
        INSERT INTO received_commands
          (execution_key, organization_id, job_type, due_at, message_id, outcome, ended_at)
        VALUES (?, 'test-organization', 'catalog-worker', now(), '1', 'recorded', now())
        """,
        executionKey);
  }

  protected final Outbox.Taken takeCommands() {
    return write(unit -> unit.outbox().takeDue(10));
  }

  protected final Optional<Calls.Earlier> key(String organization, byte[] hash, UUID id) {
    return write(unit -> unit.calls().takeKey(organization, "key", hash, id));
  }

  protected final ScheduleView view(Schedule schedule) {
    return read(unit -> unit.views().find(ORGANIZATION, schedule.id())).orElseThrow();
  }

  protected final List<ScheduleView> list(ScheduleFilter.Part part) {
    return read(unit -> unit.views().list(part));
  }

  protected final List<UUID> list(
      @Nullable ScheduleStatus status, @Nullable JobType type, @Nullable Boolean isOverdue) {
    ScheduleFilter filter = new ScheduleFilter(ORGANIZATION, status, type, isOverdue);
    return list(new ScheduleFilter.Part(filter, null, 50)).stream()
        .map(view -> view.schedule().id())
        .toList();
  }
}
