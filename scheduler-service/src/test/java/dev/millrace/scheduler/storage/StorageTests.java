package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.paging.Cursor;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.storage.Views.ScheduleView;
import dev.millrace.scheduler.testing.Schedules;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every storage promises: of schedules and their owners, and all that its superclasses test.
 */
public abstract class StorageTests extends ExecutionTests {
  @Test
  void aTypeThatSomeVersionHasRegisteredIsKeptAsItIs() {
    JobType report = JobType.of("nightly-report-2").orElseThrow();

    Schedule schedule = keep(Schedules.hourly(minute).with(report).dueAt(minute));
    keep(Schedules.hourly(later).with(JobType.HTTP).dueAt(later));

    assertThat(schedule.definition().jobType()).isEqualTo(report);
    assertThat(list(null, report, null)).containsExactly(schedule.id());
    assertThat(write((Transaction unit) -> unit.due().take(10)).schedules())
        .extracting(each -> each.definition().jobType())
        .containsExactly(report);
  }

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
            new NewDecision(schedule, minute, minute, 1, "perhaps", "overlap", key, null))) {
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
}
