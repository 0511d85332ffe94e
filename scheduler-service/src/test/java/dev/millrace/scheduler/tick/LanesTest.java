package dev.millrace.scheduler.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
  @Test
  void lanesAreAtWorkTogetherAndWhatTheyDidIsAddedUp() {
    CyclicBarrier together = new CyclicBarrier(3);
    try (Lanes lanes =
        new Lanes(
            3,
            () -> {
              together.await(30, TimeUnit.SECONDS);
              return took(7);
            })) {
      lanes.begin();
      lanes.begin();

      assertThat(due(lanes.await())).isEqualTo(21);
      assertThat(due(lanes.await())).isZero();
    }
  }

  @Test
  void noneBeginsUnaskedAndAllBeginAnewOnceTheyHaveEnded() {
    AtomicInteger begun = new AtomicInteger();
    try (Lanes lanes = new Lanes(2, () -> took(begun.incrementAndGet()))) {
      assertThat(due(lanes.await())).isZero();
      assertThat(begun).hasValue(0);

      lanes.begin();
      lanes.await();
      lanes.begin();
      lanes.await();

      assertThat(begun).hasValue(4);
    }
  }

  @Test
  void whatEndsALaneReachesWhoWaitsAndTheOthersHaveEndedOnceAllIsClosed() {
    CountDownLatch isThrown = new CountDownLatch(1);
    AtomicInteger number = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    assertThatThrownBy(
            () -> {
              try (Lanes lanes =
                  new Lanes(
                      2,
                      () -> {
                        if (number.incrementAndGet() == 1) {
                          isThrown.countDown();
                          throw new IllegalArgumentException("a lane's end");
                        }
                        isThrown.await();
                        ended.incrementAndGet();
                        return took(1);
                      })) {
                lanes.begin();
                lanes.await();
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a lane's end");
    assertThat(ended).hasValue(1);
  }

  @Test
  void aBudgetThatIsCutOrSpentHasNothingLeft() {
    Budget budget = new Budget(Duration.ofHours(1));
    assertThat(budget.hasLeft()).isTrue();
    assertThat(budget.left()).isLessThan(Duration.ofHours(1));

    budget.cut();

    assertThat(budget.hasLeft()).isFalse();
    assertThat(budget.left()).isZero();
    assertThat(new Budget(Duration.ZERO).hasLeft()).isFalse();
  }

  private static Tally took(int schedules) {
    Tally tally = new Tally();
    tally.took(schedules);
    return tally;
  }

  private static long due(Tally tally) {
    return tally.result(new UUID(0, 0), 0, Chores.NONE).jobsDue();
  }
}
