package dev.millrace.worker.callback;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended; the set is closed. */
sealed interface Outcome {
  /** The receiver has it. */
  record Delivered(int status) implements Outcome {}

  /**
   * It may go better later; while the delivery's day lasts, it is tried again.
   *
   * @param status null when there was no answer
   */
  record Again(@Nullable Integer status, String reason, Duration pause) implements Outcome {}

  /** It will not be tried again by itself. */
  record Failed(@Nullable Integer status, String reason) implements Outcome {}

  /** The receiver wants no more of these, and its endpoint is disabled. */
  record Gone(String reason) implements Outcome {
    static final int STATUS = 410;
  }

  /** The worker stops; somebody else begins anew. */
  record Released() implements Outcome {}
}
