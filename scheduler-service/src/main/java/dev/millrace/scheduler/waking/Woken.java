package dev.millrace.scheduler.waking;

/** What became of a call for a worker. */
sealed interface Woken {
  /** One starts. */
  record Started() implements Woken {}

  /** Not now: the other side is at it already, or was asked too often. */
  record Busy(String reason) implements Woken {}

  /** None starts; {@code reason} is a sentence on one line. */
  record Failed(String reason) implements Woken {}
}
