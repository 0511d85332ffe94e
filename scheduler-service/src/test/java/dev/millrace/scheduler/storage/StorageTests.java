package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.storage.DueSchedules.Taken;
import dev.millrace.scheduler.storage.Views.RecordedDecision;
import dev.millrace.scheduler.storage.Views.ScheduleView;
import dev.millrace.scheduler.testing.Schedules;
import dev.millrace.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every storage promises. */
public abstract class StorageTests extends ShadowTests {
  private final Instant later = minute.plus(Duration.ofHours(1));
  private static final Caller CALLER = new Caller("tester", ORGANIZATION, Set.of());

  @Test
  void whatIsCommittedIsFoundByItsOrganization() {
    Schedule fresh = Schedules.cron("0 0 9 * * MON").dueAt(later);
    Schedule schedule = keep(fresh);

    assertThat(schedule.definition()).isEqualTo(fresh.definition());
    assertThat(find(schedule).state().nextDueAt()).isEqualTo(later);
    assertThat(schedule.times().createdAt()).isAfter(minute);
    assertThat(schedule.state().version()).isOne();
    assertThat(read((Transaction unit) -> unit.register().find("another", schedule.id())))
        .isEmpty();
    assertThat(write((Transaction unit) -> unit.register().lock("another", schedule.id())))
        .isEmpty();
    assertThat(write((Transaction unit) -> unit.register().delete("another", schedule.id())))
        .isFalse();
  }

  @Test
  void anExceptionUndoesTheWholeUnitAndLeavesAsItIs() {
    Schedule kept = keepDue();
    Schedule other = Schedules.hourly(minute).dueAt(minute);
    IllegalStateException reason = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                change(
                    unit -> {
                      unit.register().insert(other);
                      unit.register().delete(ORGANIZATION, kept.id());
                      unit.ledger().insert(null, "time", List.of(fire(other, minute)));
                      unit.request(List.of(intake(other, minute)));
                      unit.calls().takeKey(ORGANIZATION, "key", new byte[32], other.id());
                      unit.calls().audit(CALLER, "schedule.pause", other.id(), Map.of());
                      throw reason;
                    }))
        .isSameAs(reason);

    assertThat(find(kept)).isEqualTo(kept);
    assertThat(read((Transaction unit) -> unit.register().find(ORGANIZATION, other.id())))
        .isEmpty();
    assertThat(read((Transaction unit) -> unit.views().decision(other.id(), minute))).isEmpty();
    assertThat(
            write(
                (Transaction unit) ->
                    unit.calls().takeKey(ORGANIZATION, "key", new byte[32], kept.id())))
        .isEmpty();
    assertThat(audited()).isEmpty();
    assertThat(database.count("content_requests")).isZero();
    assertThat(write((Transaction unit) -> unit.due().take(10)).schedules()).containsExactly(kept);
  }

  @Test
  void nobodySeesWhatIsNotCommitted() throws Exception {
    Schedule schedule = Schedules.hourly(minute).dueAt(minute);
    AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
    CountDownLatch isWritten = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Schedule>> seen =
          threads.submit(
              () -> {
                isWritten.await();
                reader.set(Thread.currentThread());
                return read(unit -> unit.register().find(ORGANIZATION, schedule.id()));
              });
      assertThatThrownBy(
              () ->
                  change(
                      unit -> {
                        unit.register().insert(schedule);
                        isWritten.countDown();
                        await().until(() -> seen.isDone() || isWaiting(reader.get()));
                        throw new IllegalStateException("no");
                      }))
          .hasMessage("no");
      assertThat(seen.get()).isEmpty();
    }
  }

  @Test
  void whatAUnitHasLockedNoTickTakesAsItWas() throws Exception {
    Schedule locked = keepDue();
    Schedule free = keepDue();
    AtomicReference<@Nullable Thread> other = new AtomicReference<>();
    CountDownLatch isLocked = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Taken> taken =
          threads.submit(
              () -> {
                isLocked.await();
                other.set(Thread.currentThread());
                return write(unit -> unit.due().take(10));
              });
      change(
          unit -> {
            Schedule mine = unit.register().lock(ORGANIZATION, locked.id()).orElseThrow();
            isLocked.countDown();
            await().until(() -> taken.isDone() || isWaiting(other.get()));
            unit.register().update(with(mine, ScheduleStatus.PAUSED, minute, null));
          });
      assertThat(taken.get().schedules()).containsExactly(free);
    }
  }

  @Test
  void unitsAtOnceLoseNoChange() throws Exception {
    Schedule schedule = keepDue();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> changes = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        changes.add(
            threads.submit(
                () ->
                    change(
                        unit ->
                            unit.register()
                                .update(
                                    unit.register()
                                        .lock(ORGANIZATION, schedule.id())
                                        .orElseThrow()))));
      }
      for (Future<?> each : changes) {
        each.get();
      }
    }
    assertThat(find(schedule).state().version()).isEqualTo(5);
  }

  @Test
  void theLongestOverdueIsTakenFirstAndWhatIsNotDueIsNot() {
    List<Schedule> next =
        Stream.of(keepDue(), keepDue())
            .sorted(Comparator.comparing(schedule -> schedule.id().toString()))
            .toList();
    Instant hourAgo = minute.minus(Duration.ofHours(1));
    Schedule first = keep(Schedules.hourly(hourAgo).dueAt(hourAgo));
    keep(Schedules.hourly(later).dueAt(later));

    assertThat(write((Transaction unit) -> unit.due().take(2)).schedules())
        .containsExactly(first, next.getFirst());
    Taken all = write(unit -> unit.due().take(10));
    assertThat(all.schedules()).containsExactly(first, next.getFirst(), next.getLast());
    assertThat(all.seen()).isEqualTo(3);
    assertThat(all.takenAt()).isAfter(minute);
    assertThat(all.unreadable()).isEmpty();
  }

  @Test
  void aPlanMovesAScheduleOnAndWithoutANextTimeItHasEnded() {
    Schedule going = keepDue();
    Schedule ending = keepDue();

    change(
        unit ->
            unit.due()
                .advance(
                    List.of(
                        new Planned(
                            going, new Plan(List.of(new Decision.Fire(minute)), later, later)),
                        new Planned(ending, new Plan(List.of(), null, null)))));

    assertThat(find(going).state().nextDueAt()).isEqualTo(later);
    assertThat(find(going).state().lastFiredAt()).isNotNull();
    assertThat(find(going).state().version()).isOne();
    assertThat(find(ending).state().status()).isEqualTo(ScheduleStatus.ENDED);
    assertThat(find(ending).state().lastFiredAt()).isNull();
    assertThat(write((Transaction unit) -> unit.due().take(10)).seen()).isZero();
  }

  @Test
  void whatIsPostponedIsLookedAtAnHourLater() {
    Schedule first = keepDue();
    Schedule second = keepDue();

    assertThat(write((Transaction unit) -> unit.due().postponeFirst())).contains(first.id());
    change(unit -> unit.due().postpone(List.of(second.id())));

    assertThat(write((Transaction unit) -> unit.due().postponeFirst())).isEmpty();
    assertThat(find(first).state().nextDueAt()).isEqualTo(minute);
    assertThat(find(second).state().nextFireAt()).isAfter(Instant.now().plusSeconds(1800));
  }

  @Test
  void whatThisVersionCannotReadStopsNobody() {
    Schedule strange = keepDue();
    Schedule plain = keepDue();
    makeUnreadable(strange.id());

    Taken taken = write(unit -> unit.due().take(10));

    assertThat(taken.schedules()).containsExactly(plain);
    assertThat(taken.unreadable()).containsExactly(strange.id());
  }

  @Test
  void aSlotIsDecidedAboutOnce() {
    Schedule schedule = keepDue();
    Instant next = later.plus(Duration.ofHours(1));

    assertThat(decide(fire(schedule, minute), skip(schedule, later, next, 2)))
        .containsExactly(schedule.key(minute).toString());
    assertThat(decide(fire(schedule, minute), fire(schedule, later))).isEmpty();

    List<RecordedDecision> ledger = decisions(schedule);
    assertThat(ledger).extracting(RecordedDecision::decision).containsExactly("skipped", "fired");
    assertThat(ledger.getFirst().slots()).isEqualTo(2);
    assertThat(ledger.getFirst().executionKey()).isNull();
    assertThat(ledger.getLast().runState()).isEqualTo("fired");
    assertThat(ledger.getLast().runUntil()).isAfter(ledger.getLast().firedAt());
  }

  @Test
  void aFireThatCannotBeIsAFailedRun() {
    Schedule schedule = keepDue();

    decide(NewDecision.fired(schedule, minute, "no topic"));

    RecordedDecision decision = decisions(schedule).getFirst();
    assertThat(decision.runState()).isEqualTo("failed");
    assertThat(decision.error()).isEqualTo("no topic");
    assertThat(decision.endedAt()).isNotNull();
  }

  @Test
  void oneSlotOfAScheduleWaitsAndFiresOnce() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();

    assertThat(decide(defer(schedule, minute))).containsExactly(key);
    assertThat(decide(defer(schedule, later))).isEmpty();
    assertThat(runs(schedule)).isEqualTo(new Runs(false, minute));

    assertThat(fireDeferred(schedule)).containsExactly(key);
    assertThat(fireDeferred(schedule)).isEmpty();
    assertThat(runs(schedule)).isEqualTo(new Runs(true, null));
    assertThat(decisions(schedule).getFirst().reason()).isEqualTo("overlap");
  }

  @Test
  void aRunEndsWithItsContentRequestEvenIfNobodyReportsIt() {
    Schedule schedule = keep(Schedules.hourly(minute).with(JobType.CONTENT_REQUEST).dueAt(minute));
    change(
        unit -> {
          unit.ledger().insert(null, "time", List.of(fire(schedule, minute)));
          unit.request(List.of(intake(schedule, minute)));
        });
    assertThat(runs(schedule).isRunning()).isTrue();

    complete();

    assertThat(runs(schedule)).isEqualTo(Runs.NONE);
    assertThat(decisions(schedule).getFirst().runState()).isEqualTo("finished");
  }

  @Test
  void whatDoesNotReportItsEndInTimeHasExpired() {
    Schedule schedule =
        keep(Schedules.hourly(minute).withMaxRuntime(Duration.ofSeconds(1)).dueAt(minute));
    decide(fire(schedule, minute));

    await().until(() -> write(unit -> unit.due().take(10)).found().hasOverdueRuns());
    assertThat(write((Transaction unit) -> unit.ledger().expire(10))).isOne();

    assertThat(write((Transaction unit) -> unit.ledger().expire(10))).isZero();
    assertThat(decisions(schedule).getFirst().runState()).isEqualTo("expired");
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasOverdueRuns()).isFalse();
  }

  @Test
  void aContentRequestIsMadeOnceForAKey() {
    Schedule schedule = keepDue();

    change(unit -> unit.request(List.of(intake(schedule, minute))));
    change(unit -> unit.request(List.of(intake(schedule, minute), intake(schedule, later))));

    assertThat(
            database.list(
                "SELECT correlation_id FROM content_requests ORDER BY 1", row -> row.getString(1)))
        .containsExactly(schedule.key(minute).toString(), schedule.key(later).toString());
    assertThat(
            database.text(
                "SELECT DISTINCT topic || interests::text || metadata::text FROM content_requests"))
        .isEqualTo("Tides{boats}{\"share\": 0.25}");
  }

  @Test
  void aCommandIsTakenAgainUntilItIsMarked() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();
    decide(fire(schedule, minute));

    assertThat(takeCommands()).isEmpty();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isOne();
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasUnpublished()).isTrue();
    List<Outbox.Due> taken = takeCommands();
    assertThat(taken).extracting(Outbox.Due::topic).containsExactly("scheduler-ticks");
    assertThat(taken.getFirst().command().executionKey()).isEqualTo(key);
    assertThat(taken.getFirst().command().payload()).isEqualTo(schedule.definition().payload());
    assertThat(takeCommands()).isEmpty();

    assertThat(write((Transaction unit) -> unit.outbox().markPublished(List.of(key)))).isOne();
    assertThat(write((Transaction unit) -> unit.outbox().markUnpublished(List.of(key)))).isZero();
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasUnpublished()).isFalse();
    assertThat(decisions(schedule).getFirst().publishedAt()).isNotNull();
  }

  @Test
  void anOrganizationHasOneScheduleOfADedupeKey() {
    Schedule first = keep(named(due(), ORGANIZATION, "one", "key"));

    assertThat(
            write(
                (Transaction unit) ->
                    unit.register().insert(named(due(), ORGANIZATION, "two", "key"))))
        .isFalse();
    assertThat(
            write(
                (Transaction unit) ->
                    unit.register().insert(named(due(), "another", "two", "key"))))
        .isTrue();
    assertThat(read((Transaction unit) -> unit.register().findByKey(ORGANIZATION, "key")))
        .contains(first);
    Schedule other = keep(named(due(), ORGANIZATION, "three", "other"));
    assertRefused(unit -> unit.register().update(named(other, ORGANIZATION, "three", "key")));

    assertThat(write((Transaction unit) -> unit.register().delete(ORGANIZATION, first.id())))
        .isTrue();
    assertThat(write((Transaction unit) -> unit.register().delete(ORGANIZATION, first.id())))
        .isFalse();
    assertThat(read((Transaction unit) -> unit.register().findByKey(ORGANIZATION, "key")))
        .isEmpty();
    keep(named(due(), ORGANIZATION, "four", "key"));
  }

  @Test
  void aPauseHasATimeThatLastsUntilItsEnd() {
    Schedule schedule = keepDue();

    change(unit -> unit.register().update(with(schedule, ScheduleStatus.PAUSED, minute, null)));
    Schedule paused = find(schedule);
    change(unit -> unit.register().update(named(paused, ORGANIZATION, "renamed", null)));
    Schedule renamed = find(schedule);
    change(unit -> unit.register().update(with(renamed, ScheduleStatus.ACTIVE, later, later)));

    assertThat(paused.times().pausedAt()).isNotNull();
    assertThat(renamed.times().pausedAt()).isEqualTo(paused.times().pausedAt());
    assertThat(renamed.definition().name()).isEqualTo("renamed");
    assertThat(find(schedule).times().pausedAt()).isNull();
    assertThat(find(schedule).state().version()).isEqualTo(4);
  }

  @Test
  void rowsThatContradictThemselvesAreRefused() {
    Schedule schedule = keepDue();
    String key = schedule.key(minute).toString();
    for (Schedule wrong :
        List.of(
            with(schedule, ScheduleStatus.ACTIVE, minute, null),
            with(schedule, ScheduleStatus.PAUSED, minute, minute),
            with(schedule, ScheduleStatus.ENDED, minute, null),
            with(schedule, ScheduleStatus.DELETED, null, null),
            named(schedule, ORGANIZATION, "", null),
            named(schedule, ORGANIZATION, "n".repeat(129), null),
            named(schedule, ORGANIZATION, "name", ""))) {
      assertRefused(unit -> unit.register().update(wrong));
    }
    for (NewDecision wrong :
        List.of(
            new NewDecision(schedule, minute, later, 2, "deferred", "overlap", key, null),
            new NewDecision(schedule, minute, later, 1, "skipped", "paused", null, null),
            new NewDecision(schedule, minute, minute, 2, "skipped", "paused", null, null),
            new NewDecision(schedule, minute, minute, 1, "skipped", null, null, null),
            new NewDecision(schedule, minute, minute, 1, "skipped", "paused", key, null),
            new NewDecision(schedule, minute, minute, 1, "deferred", "overlap", null, null),
            new NewDecision(schedule, minute, minute, 1, "perhaps", "overlap", key, null),
            fire(due(), minute))) {
      assertRefused(unit -> unit.ledger().insert(null, "time", List.of(wrong)));
    }
    assertRefused(unit -> unit.ledger().insert(null, "whim", List.of(fire(schedule, minute))));
    assertRefused(unit -> unit.register().insert(schedule));
    assertRefused(unit -> unit.executions().insert(List.of(execution(schedule, minute))));
    assertThat(find(schedule)).isEqualTo(schedule);
    assertThat(decisions(schedule)).isEmpty();
  }

  @Test
  void listsAreNewestFirstWithFiltersAndPages() {
    List<Schedule> made = IntStream.range(0, 5).mapToObj(number -> keepDue()).toList();
    Schedule paused = made.getFirst();
    change(unit -> unit.register().update(with(paused, ScheduleStatus.PAUSED, minute, null)));
    Schedule review = keep(Schedules.hourly(later).with(JobType.CATALOG_REVIEW).dueAt(later));
    change(unit -> unit.register().delete(ORGANIZATION, made.get(1).id()));
    keep(named(due(), ORGANIZATION, "not listed", null));
    change(unit -> unit.register().insert(named(due(), "another", "not ours", null)));

    assertThat(list(null, null, null)).hasSize(6);
    assertThat(list(ScheduleStatus.PAUSED, null, null)).containsExactly(paused.id());
    assertThat(list(null, JobType.CATALOG_REVIEW, null)).containsExactly(review.id());
    assertThat(list(null, null, true)).hasSize(4).doesNotContain(review.id(), paused.id());
    assertThat(list(null, null, false)).containsExactly(review.id(), paused.id());
    ScheduleFilter all = new ScheduleFilter(ORGANIZATION, null, null, null);
    List<ScheduleView> page = list(new ScheduleFilter.Part(all, null, 2));
    assertThat(page).hasSize(3);
    Schedule last = page.get(1).schedule();
    Cursor cursor = new Cursor(last.times().createdAt(), last.id());
    assertThat(list(new ScheduleFilter.Part(all, cursor, 10)).getFirst()).isEqualTo(page.get(2));
  }

  @Test
  void aLedgerIsReadFromItsNewestSlotAndByItsOrganization() {
    Schedule schedule = keepDue();
    Instant second = minute.plusSeconds(1);
    Instant third = minute.plusSeconds(2);
    decide(fire(schedule, minute), skip(schedule, second, second, 1), fire(schedule, third));

    assertThat(slots(schedule, null, null, 2)).containsExactly(third, second);
    assertThat(slots(schedule, second, null, 2)).containsExactly(minute);
    assertThat(slots(schedule, null, "skipped", 2)).containsExactly(second);
    assertThat(
            read(
                (Transaction unit) ->
                    unit.views().decisions("another", schedule.id(), null, null, 10)))
        .isEmpty();
  }

  @Test
  void aKeyLeadsToWhatItLedToBefore() {
    UUID first = UUID.randomUUID();
    byte[] hash = new byte[32];
    byte[] other = new byte[32];
    other[0] = 1;

    assertThat(key(ORGANIZATION, hash, first)).isEmpty();
    assertThat(key(ORGANIZATION, hash, UUID.randomUUID())).contains(new Calls.Earlier(first, true));
    assertThat(key(ORGANIZATION, other, UUID.randomUUID()))
        .contains(new Calls.Earlier(first, false));
    assertThat(key("another", hash, UUID.randomUUID())).isEmpty();
  }

  @Test
  void whatCallersDidIsRecorded() {
    change(unit -> unit.calls().audit(CALLER, "schedule.pause", UUID.randomUUID(), Map.of()));
    change(
        unit ->
            unit.calls().audit(CALLER, "schedule.run", UUID.randomUUID(), Map.of("due_at", "now")));

    assertThat(audited()).containsExactlyInAnyOrder("schedule.pause", "schedule.run");
  }

  @Test
  void aLeaseIsShownAndTakenAway() {
    Schedule schedule = keep(Schedules.hourly(minute).with(JobType.HTTP).dueAt(minute));
    String key = schedule.key(minute).toString();
    change(
        unit -> {
          unit.ledger().insert(null, "time", List.of(fire(schedule, minute)));
          unit.executions().insert(List.of(execution(schedule, minute)));
        });
    assertRefused(unit -> unit.executions().insert(List.of(execution(schedule, minute))));
    assertThat(write((Transaction unit) -> unit.executions().release(ORGANIZATION, schedule.id())))
        .isEmpty();

    lease(key, later);

    assertThat(view(schedule).lease()).isEqualTo(new Views.RunLease(key, "somebody", later, 1));
    assertThat(write((Transaction unit) -> unit.executions().release("another", schedule.id())))
        .isEmpty();
    assertThat(write((Transaction unit) -> unit.executions().release(ORGANIZATION, schedule.id())))
        .containsExactly(key);
    assertThat(view(schedule).lease()).isNull();
  }

  @Test
  void whatIsOldIsForgottenButNotWhatWaitsOrRunsOrMustBePublished() {
    Schedule ended = keepDue();
    Schedule open = keepDue();
    decide(
        skip(ended, minute, minute, 1),
        NewDecision.fired(ended, later, "fault"),
        fire(open, minute),
        defer(open, later));
    change(unit -> unit.register().delete(ORGANIZATION, ended.id()));
    String commands = ended.key(later).toString();

    assertThat(write((Transaction unit) -> unit.prune(Duration.ofHours(1), 10))).isZero();
    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isOne();
    change(unit -> unit.outbox().markPublished(List.of(commands)));
    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isOne();
    assertThat(decisions(open)).hasSize(2);
    assertThat(write((Transaction unit) -> unit.prune(Duration.ZERO, 10))).isZero();
    assertRefused(unit -> unit.ledger().insert(null, "time", List.of(fire(ended, minute))));
  }

  @Test
  void whatOnlyReadsCannotWrite() {
    Schedule schedule = due();

    assertReadOnly(() -> read(unit -> unit.register().insert(schedule)));

    assertThat(read((Transaction unit) -> unit.register().find(ORGANIZATION, schedule.id())))
        .isEmpty();
  }

  @Test
  void timeStandsStillInAUnit() {
    Instant first = read(Transaction::now);
    List<Instant> two = write(unit -> List.of(unit.now(), unit.now()));

    assertThat(two.getFirst()).isEqualTo(two.getLast()).isAfter(first);
  }

  private static boolean isWaiting(@Nullable Thread thread) {
    return thread != null && thread.getState() == Thread.State.WAITING;
  }

  private Schedule due() {
    return Schedules.hourly(minute).dueAt(minute);
  }

  private void complete() {
    database.execute(
        """
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), progress = 100, next_publish_at = NULL
        """);
  }

  private List<RecordedDecision> decisions(Schedule schedule) {
    return read(unit -> unit.views().decisions(ORGANIZATION, schedule.id(), null, null, 100));
  }

  private List<Instant> slots(
      Schedule schedule, @Nullable Instant before, @Nullable String decision, int limit) {
    return read(
            unit -> unit.views().decisions(ORGANIZATION, schedule.id(), before, decision, limit))
        .stream()
        .map(RecordedDecision::dueAt)
        .toList();
  }

  private Runs runs(Schedule schedule) {
    return write(unit -> unit.ledger().runs(List.of(schedule)))
        .getOrDefault(schedule.id(), Runs.NONE);
  }

  private Set<String> fireDeferred(Schedule schedule) {
    return write(unit -> unit.ledger().fireDeferred(null, List.of(fire(schedule, minute))));
  }

  private List<Outbox.Due> takeCommands() {
    return write(unit -> unit.outbox().takeDue(10));
  }

  private Optional<Calls.Earlier> key(String organization, byte[] hash, UUID id) {
    return write(unit -> unit.calls().takeKey(organization, "key", hash, id));
  }

  private ScheduleView view(Schedule schedule) {
    return read(unit -> unit.views().find(ORGANIZATION, schedule.id())).orElseThrow();
  }

  private List<ScheduleView> list(ScheduleFilter.Part part) {
    return read(unit -> unit.views().list(part));
  }

  private List<UUID> list(
      @Nullable ScheduleStatus status, @Nullable JobType type, @Nullable Boolean isOverdue) {
    ScheduleFilter filter = new ScheduleFilter(ORGANIZATION, status, type, isOverdue);
    return list(new ScheduleFilter.Part(filter, null, 50)).stream()
        .map(view -> view.schedule().id())
        .toList();
  }
}
