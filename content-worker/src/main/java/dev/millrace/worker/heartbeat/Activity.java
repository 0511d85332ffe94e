package dev.millrace.worker.heartbeat;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What this worker is doing, as its heartbeat tells it. Safe for use by many threads. */
@Singleton
public final class Activity {
  private final AtomicReference<@Nullable Instant> newestClaim = new AtomicReference<>();
  private volatile @Nullable String pausedReason;
  private int inFlight;
  private long consumed;
  private long idleSinceNanos = System.nanoTime();
  private int runsInFlight;
  private long noRunSinceNanos = System.nanoTime();

  /** A message has come in. */
  public synchronized void began() {
    inFlight++;
  }

  /** A message has been dealt with. */
  public synchronized void ended() {
    inFlight--;
    consumed++;
    if (inFlight == 0) {
      idleSinceNanos = System.nanoTime();
    }
  }

  /**
   * A message of a run has come in. Runs last for minutes: one in flight is no sign that messages
   * of requests are being worked off, so they are counted apart.
   */
  public synchronized void beganRun() {
    runsInFlight++;
  }

  /** A message of a run has been dealt with. */
  public synchronized void endedRun() {
    runsInFlight--;
    consumed++;
    if (runsInFlight == 0) {
      noRunSinceNanos = System.nanoTime();
    }
  }

  /** How many messages of runs are being dealt with. */
  public synchronized int runsInFlight() {
    return runsInFlight;
  }

  /** For how long neither requests nor runs have been in flight, in nanoseconds. */
  public synchronized long quietNanos() {
    return runsInFlight > 0 ? 0 : Math.min(idleNanos(), System.nanoTime() - noRunSinceNanos);
  }

  /** A row was claimed that had been published at this time. */
  public void claimed(@Nullable Instant publishedAt) {
    if (publishedAt != null) {
      newestClaim.accumulateAndGet(publishedAt, Activity::later);
    }
  }

  /** Intake is closed. */
  public void pausedFor(String reason) {
    pausedReason = reason;
  }

  /** Intake is open again. */
  public void resumed() {
    pausedReason = null;
  }

  /** Why intake is closed, if it is. */
  public Optional<String> pausedReason() {
    return Optional.ofNullable(pausedReason);
  }

  /** How many messages have been dealt with since the start. */
  public synchronized long consumed() {
    return consumed;
  }

  /** How many messages are being dealt with. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** For how long nothing has been in flight, in nanoseconds; zero while something is. */
  public synchronized long idleNanos() {
    return inFlight > 0 ? 0 : System.nanoTime() - idleSinceNanos;
  }

  Optional<Instant> newestClaim() {
    return Optional.ofNullable(newestClaim.get());
  }

  private static Instant later(@Nullable Instant one, Instant other) {
    return one == null || other.isAfter(one) ? other : one;
  }
}
