package dev.millrace.worker.intake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a delivery to its acknowledgement, whatever table its row is in: claim, and again for a
 * message that came a little too early; then work. Called on a virtual thread per message.
 */
public final class ClaimLoop {
  private static final Logger logger = LoggerFactory.getLogger(ClaimLoop.class);

  private final Duration longestHold;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * A loop.
   *
   * @param longestHold how early a message may be to be held; an earlier one is left to the sweep
   */
  public ClaimLoop(Duration longestHold) {
    this.longestHold = longestHold;
  }

  /** Works on what was claimed. */
  @FunctionalInterface
  public interface Work<W> {
    /**
     * Works.
     *
     * @param takenNanos {@link System#nanoTime} from before the row was claimed
     */
    Acknowledgement on(Claim.Taken<W> taken, long takenNanos);
  }

  /** Takes nothing new: what has not been claimed yet is given back, and what is held, too. */
  public void stop() {
    stopped.countDown();
  }

  /** Claims, and works on what it got. */
  public <W> Acknowledgement run(Supplier<Claim<W>> claim, Work<W> work) {
    while (stopped.getCount() > 0) {
      long takenNanos = System.nanoTime();
      switch (claim.get()) {
        case Claim.Taken<W> taken -> {
          return work.on(taken, takenNanos);
        }
        case Claim.Ended<W> ended -> {
          return Acknowledgement.ACK;
        }
        case Claim.Outdated<W> outdated -> {
          return Acknowledgement.ACK;
        }
        case Claim.LeasedElsewhere<W> leased -> {
          return Acknowledgement.ACK;
        }
        case Claim.Placeless<W> placeless -> {
          return Acknowledgement.ACK;
        }
        case Claim.AlreadyFailed<W> failed -> {
          return Acknowledgement.NACK;
        }
        case Claim.TooEarly<W>(Duration remaining) -> {
          if (remaining.compareTo(longestHold) > 0) {
            return Acknowledgement.ACK;
          }
          hold(remaining);
        }
      }
    }
    return Acknowledgement.NACK;
  }

  /** Waits out a message that came a little too early; stopping ends the wait. */
  private void hold(Duration remaining) {
    try {
      boolean ended = stopped.await(remaining.toMillis(), TimeUnit.MILLISECONDS);
      logger.atDebug().addKeyValue("stopped", ended).log("Held a message that came too early");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      stop();
    }
  }
}
