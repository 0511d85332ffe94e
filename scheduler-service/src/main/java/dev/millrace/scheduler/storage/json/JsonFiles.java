package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link State} and its files. A unit of work holds the one lock, is written to the journal as
 * one line, and is seen by others once the disk has it. Safe for use by many threads.
 */
final class JsonFiles implements AutoCloseable {
  static final String JOURNAL = "journal.jsonl";

  private static final Logger logger = LoggerFactory.getLogger(JsonFiles.class);
  private static final String SEQUENCE = "sequence";
  private static final String CHANGES = "changes";

  private final ReentrantLock lock = new ReentrantLock(true);
  private final State state = new State();
  private final Directory directory;
  private final Snapshot snapshot;
  private final Journal journal;
  private final Retention retention;
  private final Clock clock;
  private final long leastJournal;
  private long sequence;
  private long snapshotAt;
  private boolean isClosed;

  private JsonFiles(Directory directory, Retention retention, Clock clock, long leastJournal)
      throws IOException {
    this.directory = directory;
    this.snapshot = new Snapshot(directory);
    this.retention = retention;
    this.clock = clock;
    this.leastJournal = leastJournal;
    this.sequence = snapshot.read(state);
    Path path = directory.file(JOURNAL);
    this.journal = Journal.open(path, unit -> replay(path, unit));
    this.snapshotAt = leastJournal;
    directory.sync();
    state.takeOver(now());
  }

  /**
   * Opens the files of a directory, which may be empty.
   *
   * @param leastJournal bytes that a journal has at least before a snapshot takes its place
   * @throws IllegalStateException when another instance has them open, or when they are damaged
   */
  static JsonFiles open(Path path, Retention retention, Clock clock, long leastJournal)
      throws IOException {
    Directory directory = Directory.lock(path);
    try {
      return new JsonFiles(directory, retention, clock, leastJournal);
    } catch (IOException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  /** The state as a unit of work sees it, and the time, which stands still in it. */
  record Unit(State state, Instant now) {}

  /**
   * Runs the work. What it changed is durable once this returns, and undone if it throws.
   *
   * @throws dev.millrace.database.DatabaseException also when the disk refuses
   */
  <T> T write(Function<Unit, T> work) {
    return locked(
        () -> {
          T result = work.apply(new Unit(state, now()));
          retention.keepBounds(state);
          commit();
          return result;
        });
  }

  /** Runs work that changes nothing. */
  <T> T read(Function<Unit, T> work) {
    return locked(
        () -> {
          T result = work.apply(new Unit(state, now()));
          if (state.isChanged()) {
            throw Refusal.readOnly();
          }
          return result;
        });
  }

  /** Waits for the unit that is at work; there is none after it. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!isClosed) {
        isClosed = true;
        journal.close();
        directory.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work) {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("A unit of work cannot begin another");
    }
    lock.lock();
    try {
      if (isClosed) {
        throw Refusal.closed();
      }
      return work.run();
    } catch (IOException refused) {
      throw Refusal.disk(refused);
    } finally {
      // What is not committed by now never will be.
      state.undo();
      lock.unlock();
    }
  }

  private void commit() throws IOException {
    if (!state.isChanged()) {
      return;
    }
    ObjectNode line = JsonRows.object().put(SEQUENCE, sequence + 1);
    line.set(CHANGES, state.changes());
    journal.append(line);
    sequence++;
    state.accept();
    if (journal.length() >= snapshotAt) {
      takeSnapshot();
    }
  }

  /** The unit is durable already: a snapshot that fails is taken later. */
  private void takeSnapshot() {
    try {
      snapshotAt = Math.max(leastJournal, snapshot.write(state, sequence));
      journal.restart();
    } catch (IOException refused) {
      snapshotAt = journal.length() + leastJournal;
      logger
          .atWarn()
          .addKeyValue("event", "storage.snapshot_failed")
          .log("No snapshot taken, the journal goes on: {}", refused.getMessage());
    }
  }

  /** A crash between a snapshot and the new journal leaves units that the snapshot has. */
  private void replay(Path path, JsonNode unit) {
    long number = unit.path(SEQUENCE).asLong();
    if (number > sequence + 1) {
      throw new DamagedFile(path, "before unit " + number);
    }
    if (number == sequence + 1) {
      unit.path(CHANGES).forEach(change -> state.apply(path, change));
      sequence = number;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
