package dev.millrace.worker.call;

import dev.millrace.failure.FailureClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be written down about a call in flight; the set is closed. */
sealed interface CallNote {
  /** Which call. */
  UUID call();

  /** On whose behalf it is made. */
  CallSite site();

  /** The provider works under an id of its own. */
  record Ordered(UUID call, CallSite site, String externalId) implements CallNote {}

  /**
   * It is over.
   *
   * @param cost null for what was estimated
   */
  record Ended(
      UUID call,
      CallSite site,
      State state,
      @Nullable FailureClass failure,
      @Nullable String message,
      long inputTokens,
      long outputTokens,
      int images,
      @Nullable BigDecimal cost,
      Duration latency)
      implements CallNote {
    private static final int LONGEST_MESSAGE = 500;

    /** How a call ends. */
    enum State {
      SUCCEEDED("succeeded"),
      FAILED("failed"),
      UNKNOWN("unknown");

      private final String wireName;

      State(String wireName) {
        this.wireName = wireName;
      }

      String wireName() {
        return wireName;
      }
    }

    public Ended {
      if (message != null) {
        message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
      }
    }
  }
}
