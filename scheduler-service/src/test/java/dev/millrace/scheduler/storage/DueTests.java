package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import dev.millrace.scheduler.storage.DueSchedules.Found;
import dev.millrace.scheduler.storage.DueSchedules.Taken;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every storage promises of what ticks take. */
abstract class DueTests extends UnitTests {
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
  void whoGoesOnTakesTheSameButLooksAtNothingElse() {
    Schedule due = keepDue();
    keep(Schedules.hourly(later).dueAt(later));
    change(unit -> unit.ledger().insert(null, "time", List.of(fire(due, minute))));
    assertThat(write((Transaction unit) -> unit.due().take(10)).found().hasRuns()).isTrue();

    Taken more = write(unit -> unit.due().takeMore(10));

    assertThat(more.schedules()).containsExactly(due);
    assertThat(more.seen()).isOne();
    assertThat(more.takenAt()).isAfter(minute);
    assertThat(more.found()).isEqualTo(Found.NOTHING);
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
    assertThat(write((Transaction unit) -> unit.due().takeMore(10)).seen()).isZero();
  }

  @Test
  void whatIsPostponedIsLookedAtAnHourLater() {
    Schedule first = keepDue();
    Schedule second = keepDue();

    assertThat(write((Transaction unit) -> unit.due().putAside(first.id()))).isTrue();
    change(unit -> unit.due().postpone(List.of(second.id())));

    assertThat(write((Transaction unit) -> unit.due().putAside(first.id()))).isFalse();
    assertThat(write((Transaction unit) -> unit.due().take(10)).seen()).isZero();
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
    assertThat(write((Transaction unit) -> unit.due().takeMore(10)).unreadable())
        .containsExactly(strange.id());
  }
}
