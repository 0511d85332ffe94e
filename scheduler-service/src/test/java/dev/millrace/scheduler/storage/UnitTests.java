package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every storage promises of its units of work. */
abstract class UnitTests extends ShadowTests {
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
}
