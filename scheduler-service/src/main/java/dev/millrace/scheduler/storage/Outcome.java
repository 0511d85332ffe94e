package dev.millrace.scheduler.storage;

import java.time.Duration;

/** How an attempt ended. */
public sealed interface Outcome {
  /** The job is done. */
  record Finished() implements Outcome {}

  /** It is tried once more, after a pause. */
  record Again(String reason, Duration pause) implements Outcome {}

  /** It is not tried again. */
  record Failed(String reason) implements Outcome {}

  /** This service stops: it is run anew at once, and the attempt does not count. */
  record Released() implements Outcome {}
}
