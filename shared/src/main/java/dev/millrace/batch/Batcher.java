package dev.millrace.batch;

import dev.millrace.database.DatabaseException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what many callers want written into sets that are written by one transaction each.
 *
 * <p>There is no timer: a committer that is free takes whatever has gathered while it was busy, so
 * an idle system does not wait and a busy one makes large sets. What follows a failure is decided
 * by its SQLSTATE: a set with a bad row is halved until the row is alone, a passing fault is
 * repeated with backoff, and a set that could not lock its rows is written one by one.
 *
 * <p>Safe for use by many threads. Memory is bounded by {@link BatcherConfig#capacity}.
 */
public final class Batcher<I, O> implements AutoCloseable {
  /**
   * Writes one set in one transaction and answers in its order. May be repeated after a failure.
   */
  @FunctionalInterface
  public interface Work<I, O> {
    List<O> commit(List<I> items);
  }

  private static final Logger logger = LoggerFactory.getLogger(Batcher.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final BatcherConfig config;
  private final Work<I, O> work;
  private final List<Thread> committers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Entry<I, O>> waiting = new ArrayDeque<>();
  private boolean closing;

  public Batcher(BatcherConfig config, Work<I, O> work) {
    this.config = config;
    this.work = work;
    for (int number = 1; number <= config.committers(); number++) {
      committers.add(
          Thread.ofVirtual().name(config.name() + "-committer-" + number).start(this::run));
    }
  }

  /**
   * Hands an item over; the future ends once it is committed, or with what kept it from being so,
   * mostly a {@link DatabaseException}. It ends in a committer's thread: what hangs on it must not
   * block.
   *
   * @throws BatcherFull when too many items wait already, or the batcher is closed
   */
  public CompletableFuture<O> submit(I item) {
    Entry<I, O> entry = new Entry<>(item, new CompletableFuture<>());
    lock.lock();
    try {
      if (closing || waiting.size() >= config.capacity()) {
        throw new BatcherFull(config.name());
      }
      waiting.add(entry);
      changed.signal();
    } finally {
      lock.unlock();
    }
    return entry.result;
  }

  /** As {@link #submit}, and waits for the answer; an interruption does not cut the wait short. */
  public O call(I item) {
    try {
      return submit(item).join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }

  /** How many items wait for a committer. */
  public int backlog() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Commits what was handed over before, then ends. New items are refused from now on. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    committers.forEach(Batcher::join);
  }

  private void run() {
    List<Entry<I, O>> batch = new ArrayList<>(config.maxBatch());
    while (gather(batch)) {
      write(batch, System.nanoTime() + config.patience().toNanos());
      batch.clear();
    }
  }

  /** Waits for a first item, then takes all that is there; false once closed and drained. */
  private boolean gather(List<Entry<I, O>> batch) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      while (batch.size() < config.maxBatch() && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      return !batch.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Entry<I, O>> batch, long deadline) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Throwable failure = attempt(batch);
      if (failure == null) {
        return;
      }
      if (batch.size() > 1 && isLockTimeout(failure)) {
        writeOneByOne(batch, deadline);
        return;
      }
      if (batch.size() > 1 && needsSplitting(failure)) {
        writeHalves(batch, deadline);
        return;
      }
      if (!isPassing(failure) || System.nanoTime() + pause.toNanos() > deadline) {
        fail(batch, failure);
        return;
      }
      logger
          .atWarn()
          .addKeyValue("event", "batch.retry")
          .addKeyValue("batcher", config.name())
          .addKeyValue("size", batch.size())
          .log(
              "Batch not written, trying again in {} ms: {}",
              pause.toMillis(),
              failure.getMessage());
      if (!sleep(pause)) {
        fail(batch, failure);
        return;
      }
      pause = shorter(pause.multipliedBy(2));
    }
  }

  /** Runs the work; answers the callers and returns null when it was committed. */
  // Whatever the work throws belongs to the callers: it is theirs to see, and no committer may die
  // of it.
  private @Nullable Throwable attempt(List<Entry<I, O>> batch) {
    List<O> answers;
    try {
      answers = work.commit(batch.stream().map(Entry::item).toList());
    } catch (RuntimeException | Error failure) {
      return failure;
    }
    if (answers.size() != batch.size()) {
      fail(batch, new IllegalStateException("The work must answer every item, and only those"));
      return null;
    }
    for (int index = 0; index < batch.size(); index++) {
      batch.get(index).result.complete(answers.get(index));
    }
    return null;
  }

  private void writeHalves(List<Entry<I, O>> batch, long deadline) {
    int middle = batch.size() / 2;
    write(batch.subList(0, middle), deadline);
    write(batch.subList(middle, batch.size()), deadline);
  }

  /**
   * Nothing waits for a locked item but that item. Where everything is locked, one by one would
   * last for minutes, so that patience has an end here too: what is left by then is tried once
   * more.
   */
  private void writeOneByOne(List<Entry<I, O>> batch, long deadline) {
    Map<Entry<I, O>, Throwable> failed = new LinkedHashMap<>();
    int next = 0;
    while (next < batch.size() && System.nanoTime() < deadline) {
      Entry<I, O> entry = batch.get(next++);
      Throwable failure = attempt(List.of(entry));
      if (failure != null) {
        failed.put(entry, failure);
      }
    }
    tryOnce(batch.subList(next, batch.size()));
    failed.forEach(
        (entry, failure) -> {
          if (System.nanoTime() < deadline) {
            write(List.of(entry), deadline);
          } else {
            fail(List.of(entry), failure);
          }
        });
  }

  private void tryOnce(List<Entry<I, O>> batch) {
    Throwable failure = batch.isEmpty() ? null : attempt(batch);
    if (failure != null) {
      fail(batch, failure);
    }
  }

  private static <I, O> void fail(List<Entry<I, O>> batch, Throwable failure) {
    batch.forEach(entry -> entry.result.completeExceptionally(failure));
  }

  private static boolean isLockTimeout(Throwable failure) {
    return failure instanceof DatabaseException database && database.isLockTimeout();
  }

  private static boolean needsSplitting(Throwable failure) {
    return !(failure instanceof DatabaseException database) || database.isCausedByARow();
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof DatabaseException database && database.isPassing();
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private static boolean sleep(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void join(Thread committer) {
    try {
      committer.join();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private record Entry<I, O>(I item, CompletableFuture<O> result) {}
}
