package dev.millrace.security;

/** What became of a token. */
sealed interface Verdict {
  /** The token is good. */
  record Accepted(Caller caller) implements Verdict {}

  /** The token is no good; {@code reason} completes "The bearer token …". */
  record Refused(String reason) implements Verdict {}

  /** Whether the token is good can not be said, since the keys can not be had. */
  record Undecided(Throwable cause) implements Verdict {}
}
