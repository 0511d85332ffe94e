package dev.millrace.worker.intake;

import dev.millrace.worker.work.Outcome;
import dev.millrace.worker.work.RequestWork;
import dev.millrace.worker.work.Settled;

/** What is said to Pub/Sub about a message: the closed table, after the row has been written. */
public enum Acknowledgement {
  /** The message has done its work; the row says what follows. */
  ACK,
  /** Pub/Sub is to bring it again after its backoff, or to dead-letter it. */
  NACK;

  /** For a row that work was done on. */
  static Acknowledgement of(RequestWork.Result result) {
    if (result.outcome().isEmpty()) {
      return of(result.settled());
    }
    return result.settled().applied() ? of(result.outcome().get()) : of(result.settled());
  }

  /** For what an outcome that was written leaves to be done. */
  public static Acknowledgement of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed completed -> ACK;
      case Outcome.Retry retry -> NACK;
      case Outcome.Wait wait -> ACK;
      case Outcome.Failed failed -> NACK;
      case Outcome.Released released -> NACK;
    };
  }

  /**
   * The lease was lost, so the row speaks: only the topic's copy of a failed one is still wanted.
   */
  public static Acknowledgement of(Settled settled) {
    return switch (settled.status()) {
      case PENDING, PROCESSING, COMPLETED, CANCELLED -> ACK;
      case FAILED -> NACK;
    };
  }
}
