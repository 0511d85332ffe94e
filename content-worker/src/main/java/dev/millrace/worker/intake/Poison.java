package dev.millrace.worker.intake;

/** A message that can never work, and why. */
public final class Poison extends Exception {
  /** Says why, as a sentence that says what would be right. */
  public Poison(String reason) {
    super(reason, null, false, false);
  }

  /** Why, as a sentence that says what would be right. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
