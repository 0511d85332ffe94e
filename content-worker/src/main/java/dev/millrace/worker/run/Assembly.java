package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a run comes to. */
sealed interface Assembly {
  /** There is a task. */
  record Gathered(String title, ObjectNode result) implements Assembly {}

  /**
   * The steps have ended well, but there is nothing to hand on.
   *
   * @param reason a word or two, for alerts
   */
  record Nothing(String reason) implements Assembly {}
}
