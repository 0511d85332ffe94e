package dev.millrace.worker.catalog;

import dev.millrace.catalog.ExerciseContent;
import dev.millrace.failure.FailureClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How work on a job ended; the set is closed. */
sealed interface JobOutcome {
  /**
   * There is a change to be made, or for a dry run, to be told of.
   *
   * @param version of the exercise that it is for; null when it is added
   */
  record Planned(Plan plan, @Nullable Integer version, ExerciseContent after)
      implements JobOutcome {}

  /** The exercise is as it should be already. */
  record Unchanged(Plan plan, int version) implements JobOutcome {}

  /**
   * It may go better later.
   *
   * @param isCharged whether that costs an attempt
   */
  record Again(FailureClass failureClass, String message, Duration pause, boolean isCharged)
      implements JobOutcome {}

  /** It will not be tried again by itself. */
  record Failed(FailureClass failureClass, String message) implements JobOutcome {}

  /** The worker stops; somebody else begins anew, at no cost. */
  record Released() implements JobOutcome {}
}
