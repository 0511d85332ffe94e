package dev.millrace.worker.catalog;

/** A run cannot go on; the message is a sentence for its history. */
final class RunFailed extends Exception {
  RunFailed(String reason) {
    super(reason, null, false, false);
  }

  /** Why, as a sentence. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
