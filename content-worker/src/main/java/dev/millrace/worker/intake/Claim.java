package dev.millrace.worker.intake;

import dev.millrace.worker.work.ClaimedRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an attempt to claim a row found. */
sealed interface Claim {
  /** The row is ours until its lease ends. */
  record Taken(ClaimedRequest request, @Nullable Instant publishedAt) implements Claim {}

  /** The row has completed or was cancelled. */
  record Ended() implements Claim {}

  /** The row has failed at this very dispatch: only the topic's copy is still to be made. */
  record AlreadyFailed() implements Claim {}

  /** A younger message is on its way for the row. */
  record Outdated() implements Claim {}

  /** Somebody works on it; if they die, the sweep frees it. */
  record LeasedElsewhere() implements Claim {}

  /** It waits until its organization has less in flight, and is published then. */
  record Placeless() implements Claim {}

  /** It may not run for a while yet, by the database's clock. */
  record TooEarly(Duration remaining) implements Claim {}
}
