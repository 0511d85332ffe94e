package dev.millrace.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One probe and what it last found. Thread-safe. */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Probe probe;
  private final HealthConfig config;

  private final Object monitor = new Object();
  private boolean busy;
  private CompletableFuture<Boolean> round = CompletableFuture.completedFuture(false);
  private volatile @Nullable Finding last;

  private record Finding(boolean works, long nanoTime) {}

  Watch(Probe probe, HealthConfig config) {
    this.probe = probe;
    this.config = config;
  }

  String name() {
    return probe.name();
  }

  /**
   * Begins a check if it is time for the next one, which is sooner while the thing does not work.
   */
  void refreshIfDue() {
    Finding found = last;
    if (found == null
        || age(found).compareTo(found.works() ? config.interval() : config.impatience()) >= 0) {
      var _ = refresh();
    }
  }

  /** Begins a check if what was found is old, so that several probes are waited for at once. */
  void refreshIfStale() {
    if (!isFresh(last)) {
      var _ = refresh();
    }
  }

  /**
   * What was found lately; otherwise a check is begun and waited for, no longer than {@code until}
   * ({@link System#nanoTime}). What is unknown even then does not count as working.
   */
  boolean works(long until) {
    Finding found = last;
    boolean worked = found != null && found.works();
    return isFresh(found) ? worked : await(refresh(), worked, until);
  }

  /**
   * Begins a check and completes, within the time limit, with what it finds. While a check is under
   * way, or ignores that its time is up, no other is begun.
   */
  CompletableFuture<Boolean> refresh() {
    synchronized (monitor) {
      if (!busy && round.isDone()) {
        busy = true;
        round = check();
      }
      return round;
    }
  }

  private CompletableFuture<Boolean> check() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().name("probe-" + name()).unstarted(() -> ask(answer));
    CompletableFuture<Boolean> settled =
        answer
            .orTimeout(config.timeLimit().toNanos(), TimeUnit.NANOSECONDS)
            .handle((works, failure) -> settle(thread, works, failure));
    thread.start();
    return settled;
  }

  private void ask(CompletableFuture<Boolean> answer) {
    try {
      answer.complete(probe.check());
    } catch (Exception | LinkageError e) { // whatever it is, the thing does not work
      answer.completeExceptionally(e);
    } finally {
      synchronized (monitor) {
        busy = false;
      }
    }
  }

  private boolean settle(Thread thread, @Nullable Boolean answer, @Nullable Throwable failure) {
    if (failure instanceof TimeoutException) {
      thread.interrupt();
    }
    boolean works = answer != null && answer;
    Finding before = last;
    last = new Finding(works, System.nanoTime());
    if (before == null ? !works : (before.works() != works)) {
      tell(works, reason(failure));
    }
    return works;
  }

  private String reason(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> "the check says no";
      case TimeoutException _ -> "no answer within " + config.timeLimit();
      default -> failure.toString();
    };
  }

  /** Only changes are told. */
  private void tell(boolean works, String reason) {
    if (works) {
      LOG.atInfo()
          .setMessage("Dependency works again")
          .addKeyValue("event", "health.recovered")
          .addKeyValue("dependency", name())
          .log();
    } else {
      LOG.atWarn()
          .setMessage("Dependency does not work; health says so until it does")
          .addKeyValue("event", "health.failed")
          .addKeyValue("dependency", name())
          .addKeyValue("reason", reason)
          .log();
    }
  }

  private boolean isFresh(@Nullable Finding found) {
    return found != null
        && age(found).compareTo(config.interval().multipliedBy(2).plus(config.timeLimit())) < 0;
  }

  private static Duration age(Finding found) {
    return Duration.ofNanos(System.nanoTime() - found.nanoTime());
  }

  private static boolean await(CompletableFuture<Boolean> round, boolean otherwise, long until) {
    try {
      return round.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return otherwise;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
