package dev.millrace.worker.catalog;

/** A proposed change must not be made; the message is a sentence that says why. */
final class Unfit extends Exception {
  Unfit(String reason) {
    super(reason, null, false, false);
  }

  /** Why, as a sentence. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
