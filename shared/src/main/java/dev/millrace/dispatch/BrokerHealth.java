package dev.millrace.dispatch;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the broker answered lately. After a failed publication nobody waits for another time-out
 * for a moment: rows go to the sweep straight away.
 */
@Singleton
public final class BrokerHealth {
  static final long REST = Duration.ofSeconds(1).toNanos();
  // An idle service publishes nothing, and so would call itself ill for ever after one failure.
  private static final long MEMORY = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private volatile boolean failing;
  private volatile long restUntil;

  /** Healthy until a publication fails. */
  @Inject
  public BrokerHealth() {
    this(System::nanoTime);
  }

  BrokerHealth(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether a publication is worth trying now. */
  public boolean mayTry() {
    return !failing || nanoTime.getAsLong() - restUntil >= 0;
  }

  /** Whether no publication has failed in the last minute that none has made good for. */
  public boolean isWell() {
    return !failing || nanoTime.getAsLong() - restUntil > MEMORY;
  }

  /** A publication was taken. */
  public void succeeded() {
    failing = false;
  }

  /** A publication was not taken: for a second none is tried. */
  public void failed() {
    restUntil = nanoTime.getAsLong() + REST;
    failing = true;
  }
}
