package dev.millrace.command;

/** A document is no command; the message is a sentence that says what would be right. */
public final class InvalidCommand extends Exception {
  InvalidCommand(String reason) {
    super(reason, null, false, false);
  }

  /** Why, as a sentence. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
