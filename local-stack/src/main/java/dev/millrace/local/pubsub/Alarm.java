package dev.millrace.local.pubsub;

import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * At most one timer, set for the earliest time asked for. A time that turns out later than the one
 * set costs one needless ring; so an acknowledgement never touches the timer. Used by one thread at
 * a time.
 */
final class Alarm {
  private final ScheduledExecutorService timer;
  private final Runnable ring;
  private @Nullable Future<?> set;
  private long setFor;

  Alarm(ScheduledExecutorService timer, Runnable ring) {
    this.timer = timer;
    this.ring = ring;
  }

  void setFor(OptionalLong due, long now) {
    if (due.isEmpty()) {
      return;
    }
    long time = due.getAsLong();
    if (set != null) {
      // One whose time has come may still be ringing: it is no longer to be counted on.
      boolean pending = setFor - now > 0;
      if (pending && setFor - time <= 0) {
        return;
      }
      set.cancel(false);
    }
    setFor = time;
    set = timer.schedule(ring, Math.max(0, time - now), TimeUnit.NANOSECONDS);
  }

  void cancel() {
    if (set != null) {
      set.cancel(false);
      set = null;
    }
  }
}
