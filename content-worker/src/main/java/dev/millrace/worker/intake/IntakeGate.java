package dev.millrace.worker.intake;

import dev.millrace.worker.heartbeat.Activity;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes intake for a while when this installation is at fault, instead of burning every message.
 */
@Singleton
public final class IntakeGate {
  private static final Logger logger = LoggerFactory.getLogger(IntakeGate.class);

  private final Activity activity;
  private volatile long closedUntil = System.nanoTime();
  private volatile boolean isPaused;

  /** An open gate of one subscription. */
  public IntakeGate(Activity activity) {
    this.activity = activity;
  }

  /** Takes nothing new for a while, and says why. */
  public synchronized void pause(String reason, Duration duration) {
    boolean wasOpen = !isPaused;
    isPaused = true;
    closedUntil = System.nanoTime() + duration.toNanos();
    activity.pausedFor(reason);
    if (wasOpen) {
      logger
          .atError()
          .addKeyValue("event", "intake.paused")
          .addKeyValue("retry_in_ms", duration.toMillis())
          .log("Intake pauses until this installation is mended: {}", reason);
    }
  }

  /** Whether messages may be taken; tells so when the pause is over. */
  public boolean isOpen() {
    boolean open = System.nanoTime() - closedUntil >= 0;
    if (open && isPaused) {
      isPaused = false;
      activity.resumed();
      logger.atInfo().addKeyValue("event", "intake.resumed").log("Intake resumes");
    }
    return open;
  }
}
