package dev.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatcherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Gate gate = new Gate();

  @Test
  void whatGathersWhileACommitterIsBusyGoesNextAsOneSet() {
    try (Batcher<Integer, Integer> batcher = batcher(100, 1000)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 250);

      gate.open();

      assertThat(join(answers)).isEqualTo(doubled(1, 250));
      assertThat(gate.sets).extracting(List::size).containsExactly(1, 100, 100, 50);
      assertThat(gate.sets.get(1)).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    }
  }

  @Test
  void anIdleBatcherDoesNotWaitForMore() {
    gate.open();
    try (Batcher<Integer, Integer> batcher = batcher(100, 1000)) {
      assertThat(batcher.call(21)).isEqualTo(42);
      assertThat(gate.sets).containsExactly(List.of(21));
    }
  }

  @Test
  void oneMoreThanItsCapacityIsRefused() {
    try (Batcher<Integer, Integer> batcher = batcher(2, 4)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 4);

      assertThat(batcher.backlog()).isEqualTo(4);
      assertThatThrownBy(() -> batcher.submit(5)).isInstanceOf(BatcherFull.class);

      gate.open();
      assertThat(join(answers)).isEqualTo(doubled(1, 4));
      assertThat(batcher.call(5)).isEqualTo(10);
    }
  }

  @Test
  void closingCommitsWhatWasHandedOverAndRefusesMore() {
    Batcher<Integer, Integer> batcher = batcher(2, 100);
    occupy(batcher);
    List<CompletableFuture<Integer>> answers = submit(batcher, 1, 9);

    Thread closing = Thread.ofVirtual().start(batcher::close);
    await().until(() -> isRefusing(batcher));
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    gate.open();

    await().until(() -> !closing.isAlive());
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(join(answers)).isEqualTo(doubled(1, 9));
  }

  @Test
  void aBadItemIsFoundByHalvingAndFailsAlone() {
    gate.bad = 37;
    gate.badState = "23514";
    try (Batcher<Integer, Integer> batcher = batcher(100, 1000)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 100);
      gate.open();

      assertThatThrownBy(() -> answers.get(36).join()).hasCauseInstanceOf(DatabaseException.class);
      answers.remove(36);
      List<Integer> expected = doubled(1, 100);
      expected.remove(Integer.valueOf(74));
      assertThat(join(answers)).isEqualTo(expected);
      // 100, 50, 25, 12 or 13, …: each level of halving twice, not a hundred statements.
      assertThat(gate.sets).hasSizeLessThan(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"21000", "22001", "23505", "42601", "XX000"})
  void whatRepeatingCannotMendIsNotRepeated(String state) {
    gate.bad = 7;
    gate.badState = state;
    gate.open();
    try (Batcher<Integer, Integer> batcher = batcher(10, 10)) {
      assertThatThrownBy(() -> batcher.call(7))
          .isInstanceOfSatisfying(
              DatabaseException.class, failure -> assertThat(failure.state()).isEqualTo(state));
      assertThat(gate.sets).containsExactly(List.of(7));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "08006", "57P01", "57P03", "53300", "53100"})
  void aPassingFaultIsRepeatedAsAWhole(String state) {
    gate.passingFaults.set(2);
    gate.passingState = state;
    try (Batcher<Integer, Integer> batcher = batcher(10, 100)) {
      List<CompletableFuture<Integer>> first = submit(batcher, 1, 1);
      await().until(() -> batcher.backlog() == 0);
      List<CompletableFuture<Integer>> answers = submit(batcher, 2, 6);
      gate.open();

      assertThat(join(first)).isEqualTo(doubled(1, 1));
      assertThat(join(answers)).isEqualTo(doubled(2, 6));
      assertThat(gate.sets)
          .containsExactly(List.of(1), List.of(1), List.of(1), List.of(2, 3, 4, 5, 6));
    }
  }

  @Test
  void patienceEndsAndTheCallersLearnWhy() {
    gate.passingFaults.set(Integer.MAX_VALUE);
    gate.passingState = "08006";
    gate.open();
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>(new BatcherConfig("test", 10, 10, 1, Duration.ofMillis(200)), gate)) {
      assertThatThrownBy(() -> batcher.call(1))
          .isInstanceOfSatisfying(
              DatabaseException.class, failure -> assertThat(failure.state()).isEqualTo("08006"));
      gate.passingFaults.set(0);
      assertThat(batcher.call(2)).isEqualTo(4);
    }
  }

  @Test
  void aLockedItemKeepsNobodyWaitingButItself() {
    gate.locked = 1;
    try (Batcher<Integer, Integer> batcher = batcher(10, 100)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 10);
      gate.open();

      assertThat(join(answers.subList(1, 10))).isEqualTo(doubled(2, 10));
      assertThat(answers.getFirst()).isNotDone();
      gate.locked = -1;
      assertThat(answers.getFirst().join()).isEqualTo(2);
    }
  }

  @Test
  void whereEverythingIsLockedPatienceEndsForAllAtOnce() {
    gate.passingFaults.set(Integer.MAX_VALUE);
    gate.passingState = "55P03";
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>(new BatcherConfig("test", 10, 100, 1, Duration.ZERO), gate)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 10);
      gate.open();

      for (CompletableFuture<Integer> answer : answers) {
        assertThatThrownBy(answer::join).hasCauseInstanceOf(DatabaseException.class);
      }
      assertThat(gate.sets).extracting(List::size).containsExactly(1, 10, 10);
    }
  }

  @Test
  void evenAnErrorFailsOnlyItsItemAndTheBatcherLives() {
    gate.fatal = 3;
    try (Batcher<Integer, Integer> batcher = batcher(10, 100)) {
      occupy(batcher);
      List<CompletableFuture<Integer>> answers = submit(batcher, 1, 5);
      gate.open();

      assertThatThrownBy(() -> answers.get(2).join()).hasCauseInstanceOf(StackOverflowError.class);
      answers.remove(2);
      assertThat(join(answers)).containsExactly(2, 4, 8, 10);
    }
  }

  @Test
  void tooFewAnswersFailTheWholeSetOnce() {
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>(new BatcherConfig("test", 10, 10, 1, PATIENCE), items -> List.of())) {
      assertThatThrownBy(() -> batcher.call(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatMakesNoSenseIsNoConfiguration() {
    assertThatThrownBy(() -> new BatcherConfig("test", 0, 1, 1, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatcherConfig("test", 2, 1, 1, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatcherConfig("test", 1, 1, 0, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Batcher<Integer, Integer> batcher(int maxBatch, int capacity) {
    return new Batcher<>(new BatcherConfig("test", maxBatch, capacity, 1, PATIENCE), gate);
  }

  /** Keeps the only committer at the gate with an item of its own. */
  private static void occupy(Batcher<Integer, Integer> batcher) {
    assertThat(batcher.submit(0)).isNotDone();
    await().until(() -> batcher.backlog() == 0);
  }

  private static List<CompletableFuture<Integer>> submit(
      Batcher<Integer, Integer> batcher, int from, int to) {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int item = from; item <= to; item++) {
      answers.add(batcher.submit(item));
    }
    return answers;
  }

  private static List<Integer> join(List<CompletableFuture<Integer>> answers) {
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static List<Integer> doubled(int from, int to) {
    return new ArrayList<>(IntStream.rangeClosed(from, to).map(item -> 2 * item).boxed().toList());
  }

  private static boolean isRefusing(Batcher<Integer, Integer> batcher) {
    try {
      return batcher.submit(-1).isCancelled();
    } catch (BatcherFull refused) {
      return true;
    }
  }

  /** Work that doubles, waits until it may, and fails as it is told to. */
  private static final class Gate implements Batcher.Work<Integer, Integer> {
    final List<List<Integer>> sets = new CopyOnWriteArrayList<>();
    final AtomicInteger passingFaults = new AtomicInteger();
    final Semaphore permits = new Semaphore(0);
    volatile String passingState = "";
    volatile int bad = -1;
    volatile String badState = "";
    volatile int locked = -1;
    volatile int fatal = -1;

    void open() {
      permits.release(1_000_000);
    }

    @Override
    public List<Integer> commit(List<Integer> items) {
      permits.acquireUninterruptibly();
      sets.add(items);
      if (passingFaults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw failure(passingState);
      }
      if (items.contains(bad)) {
        throw failure(badState);
      }
      if (items.contains(locked)) {
        throw failure("55P03");
      }
      if (items.contains(fatal)) {
        throw new StackOverflowError();
      }
      return items.stream().map(item -> 2 * item).toList();
    }

    private static DatabaseException failure(String state) {
      return new DatabaseException(new SQLException("as told", state));
    }
  }
}
