package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a reviewer says. */
final class Review {
  private Review() {}

  /** Whether the result may go out. */
  static boolean isApproved(ObjectNode review) {
    return review.path("verdict").asText().equals("accept");
  }
}
