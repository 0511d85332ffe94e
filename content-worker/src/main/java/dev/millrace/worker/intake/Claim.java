package dev.millrace.worker.intake;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt to claim a row found.
 *
 * @param <W> the row as whoever works on it sees it
 */
public sealed interface Claim<W> {
  /** The row is ours until its lease ends. */
  record Taken<W>(W request, @Nullable Instant publishedAt) implements Claim<W> {}

  /** The row has completed or was cancelled. */
  record Ended<W>() implements Claim<W> {}

  /** The row has failed at this very dispatch: only the topic's copy is still to be made. */
  record AlreadyFailed<W>() implements Claim<W> {}

  /** A younger message is on its way for the row. */
  record Outdated<W>() implements Claim<W> {}

  /** Somebody works on it; if they die, the sweep frees it. */
  record LeasedElsewhere<W>() implements Claim<W> {}

  /** It waits until its organization has less in flight, and is published then. */
  record Placeless<W>() implements Claim<W> {}

  /** It may not run for a while yet, by the database's clock. */
  record TooEarly<W>(Duration remaining) implements Claim<W> {}
}
