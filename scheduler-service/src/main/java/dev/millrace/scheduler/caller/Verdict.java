package dev.millrace.scheduler.caller;

/** What became of a call for a tick. */
sealed interface Verdict {
  /** The caller may go on. */
  record Accepted() implements Verdict {}

  /** The caller may not; {@code sentence} says why, and what to send. */
  record Refused(String sentence) implements Verdict {
    /** Because of the token; {@code reason} completes "The bearer token …". */
    static Refused token(String reason) {
      return new Refused("The bearer token " + reason + "; send a valid one.");
    }
  }

  /** Whether the caller may can not be said, since the keys can not be had. */
  record Undecided(Throwable cause) implements Verdict {}
}
