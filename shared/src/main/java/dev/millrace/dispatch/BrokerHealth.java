package dev.millrace.dispatch;

import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Whether the broker answered lately. After a failed publication nobody waits for another time-out
 * for a moment: rows go to the sweep straight away.
 */
@Singleton
public final class BrokerHealth {
  private static final long REST = Duration.ofSeconds(1).toNanos();
  // An idle service publishes nothing, and so would call itself ill for ever after one failure.
  private static final long MEMORY = Duration.ofMinutes(1).toNanos();

  private volatile boolean failing;
  private volatile long restUntil;

  /** Whether a publication is worth trying now. */
  public boolean mayTry() {
    return !failing || System.nanoTime() - restUntil >= 0;
  }

  /** Whether no publication has failed in the last minute that none has made good for. */
  public boolean isWell() {
    return !failing || System.nanoTime() - restUntil > MEMORY;
  }

  /** A publication was taken. */
  public void succeeded() {
    failing = false;
  }

  /** A publication was not taken: for a second none is tried. */
  public void failed() {
    restUntil = System.nanoTime() + REST;
    failing = true;
  }
}
