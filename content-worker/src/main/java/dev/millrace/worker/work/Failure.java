package dev.millrace.worker.work;

import dev.millrace.failure.FailureClass;
import dev.millrace.failure.Fingerprint;

/** What went wrong, as it is stored with the request. */
public record Failure(FailureClass failureClass, String message) {
  private static final int LONGEST_MESSAGE = 2_000;

  public Failure {
    message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
  }

  /** The same for failures that are alike. */
  public String fingerprint() {
    return Fingerprint.of(failureClass, message);
  }
}
