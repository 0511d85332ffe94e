package dev.millrace.api.watch;

import dev.millrace.api.watch.WatchRepository.Sighting;
import dev.millrace.api.watch.WatchRepository.Wish;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.problem.ProblemException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every watched row of one table, with one query for all, as long as anything is watched,
 * and sleeps otherwise. What was watched or changed lately is looked at often, what has long been
 * still seldom. Safe for use by many threads.
 *
 * @param <R> a row
 */
public final class Watch<R> implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Watch.class);
  private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(500);

  private final WatchConfig config;
  private final Database database;
  private final WatchRepository repository;
  private final Rows<R> rows;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Watcher<R>> watchers = new LinkedHashSet<>();
  private @Nullable Thread poller;
  private boolean closed;

  /**
   * The rows of a table.
   *
   * @param <R> a row
   */
  interface Rows<R> {
    /** The id of a row. */
    UUID id(R row);

    /** The rows of these ids, in no order; unknown ids are left out. */
    List<R> find(Connection connection, List<UUID> ids);
  }

  Watch(WatchConfig config, Database database, WatchRepository repository, Rows<R> rows) {
    this.config = config;
    this.database = database;
    this.repository = repository;
    this.rows = rows;
  }

  /**
   * Waits until a request has ended, or for as long as is given.
   *
   * @param row the request as it was seen last
   * @return ends with the request as it is then; cancelling it ends the waiting
   * @throws ProblemException 503 when too many watch already
   */
  public CompletableFuture<R> untilEnded(R row, Duration longest) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    Waiter<R> waiter =
        new Waiter<>(config, rows.id(row), row, System.nanoTime() + longest.toNanos(), answer);
    add(waiter);
    // Nobody waits for what this returns: it only ends the watching, however the waiting ended.
    var _ = answer.whenComplete((_, _) -> remove(waiter));
    return answer;
  }

  /**
   * Tells somebody every event of a request after a number.
   *
   * @return ends the telling, when run
   * @throws ProblemException 503 when too many watch already
   */
  public Runnable follow(UUID id, int after, Follower follower) {
    Stream<R> stream = new Stream<>(config, id, after, follower);
    add(stream);
    return () -> remove(stream);
  }

  /**
   * Refuses when there is no place for one more, before an answer is begun.
   *
   * @throws ProblemException 503
   */
  public void requirePlace() {
    if (count() >= config.capacity()) {
      throw ProblemException.overloaded(Duration.ofSeconds(5));
    }
  }

  /** How many watch. */
  public int count() {
    lock.lock();
    try {
      return watchers.size();
    } finally {
      lock.unlock();
    }
  }

  /** Watches nothing more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(Watcher<R> watcher) {
    lock.lock();
    try {
      if (closed || watchers.size() >= config.capacity()) {
        throw ProblemException.overloaded(Duration.ofSeconds(5));
      }
      watchers.add(watcher);
      if (poller == null) {
        poller = Thread.ofVirtual().name("watch").start(this::run);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void remove(Watcher<R> watcher) {
    lock.lock();
    try {
      watchers.remove(watcher);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean wasWell = true;
    try {
      for (List<Watcher<R>> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
        try {
          poll(due);
          wasWell = true;
        } catch (DatabaseException away) {
          complain(away, wasWell);
          wasWell = false;
          restAfterFailure();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until somebody is to be served; empty when the watch is closed. */
  private List<Watcher<R>> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        List<Watcher<R>> due = new ArrayList<>();
        long next = config.slowest().toNanos();
        for (Watcher<R> watcher : watchers) {
          long wait = watcher.nextLook - now;
          if (wait <= 0) {
            due.add(watcher);
          }
          next = Math.min(next, wait);
        }
        if (!due.isEmpty()) {
          return due;
        }
        if (watchers.isEmpty()) {
          changed.await();
        } else {
          long unslept = changed.awaitNanos(next);
          assert unslept <= next;
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void poll(List<Watcher<R>> due) {
    long now = System.nanoTime();
    due.forEach(watcher -> watcher.beforeLook(now));
    Set<UUID> ids = new LinkedHashSet<>();
    due.forEach(watcher -> ids.add(watcher.id));
    Map<UUID, Sighting> sightings = database.read(connection -> repository.look(connection, ids));
    List<Waiter<R>> finished = new ArrayList<>();
    List<Stream<R>> behind = new ArrayList<>();
    for (Watcher<R> watcher : due) {
      Sighting sighting = sightings.get(watcher.id);
      switch (watcher) {
        case Waiter<R> waiter when waiter.isFinished(sighting, now) -> finished.add(waiter);
        case Waiter<R> waiting -> {}
        case Stream<R> stream when sighting == null -> end(stream);
        case Stream<R> stream when stream.wants(sighting) -> behind.add(stream);
        case Stream<R> current -> {}
      }
    }
    tell(finished);
    tell(behind, sightings, now);
  }

  private void end(Stream<R> stream) {
    remove(stream);
    stream.gone();
  }

  private void tell(List<Waiter<R>> finished) {
    if (finished.isEmpty()) {
      return;
    }
    List<UUID> ids = finished.stream().map(waiter -> waiter.id).distinct().toList();
    Map<UUID, R> found = new HashMap<>();
    database
        .read(connection -> rows.find(connection, ids))
        .forEach(row -> found.put(rows.id(row), row));
    for (Waiter<R> waiter : finished) {
      waiter.answer(found.get(waiter.id));
    }
  }

  private void tell(List<Stream<R>> behind, Map<UUID, Sighting> sightings, long now) {
    if (behind.isEmpty()) {
      return;
    }
    List<Wish> wishes = behind.stream().map(Stream::wish).toList();
    Map<Integer, List<RequestEvent>> events =
        database.read(connection -> repository.events(connection, wishes));
    for (int place = 0; place < behind.size(); place++) {
      Stream<R> stream = behind.get(place);
      Sighting sighting = sightings.get(stream.id);
      if (sighting != null && stream.tell(events.getOrDefault(place, List.of()), sighting, now)) {
        remove(stream);
      }
    }
  }

  private static void complain(DatabaseException away, boolean isNews) {
    if (isNews) {
      logger
          .atWarn()
          .addKeyValue("event", "watch.failed")
          .log("Watched requests not read, trying again: {}", away.getMessage());
    }
  }

  /** While the database is away, waiters whose time is up get what was seen last. */
  private void restAfterFailure() throws InterruptedException {
    long now = System.nanoTime();
    List<Watcher<R>> all;
    lock.lock();
    try {
      all = List.copyOf(watchers);
    } finally {
      lock.unlock();
    }
    for (Watcher<R> watcher : all) {
      watcher.nextLook = now + REST_AFTER_FAILURE.toNanos();
      if (watcher instanceof Waiter<R> waiter && waiter.isOver(now)) {
        waiter.answer(null);
      }
    }
  }
}
