package dev.millrace.api.content;

import dev.millrace.content.ContentRequest;

/** What became of a {@link Submission}. */
sealed interface Admission {
  /** A row was made. */
  record Created(ContentRequest request) implements Admission {}

  /** The organization has a request of that correlation id already. */
  record Found(ContentRequest request) implements Admission {}

  /**
   * The idempotency key was used before, for the same body.
   *
   * @param request as it is now
   * @param created whether the first call made it
   */
  record Replayed(ContentRequest request, boolean created) implements Admission {}

  /** The idempotency key was used before, for another body. */
  record KeyTaken() implements Admission {}

  /** The idempotency key was used before, for a request that has been deleted since. */
  record Gone() implements Admission {}
}
