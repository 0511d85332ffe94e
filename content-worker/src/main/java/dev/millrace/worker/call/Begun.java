package dev.millrace.worker.call;

import dev.millrace.budget.OnExceed;
import java.time.Duration;
import java.util.UUID;

/** What became of the wish to call; the set is closed. */
sealed interface Begun {
  /**
   * It is written down, and may be made.
   *
   * @param leaseLeft how long the lease still lasted by then
   */
  record Dispatched(UUID call, Duration leaseLeft) implements Begun {}

  /** An earlier holder has ordered it: it is to be fetched by the provider's own id. */
  record Resumed(UUID call, String externalId, Duration leaseLeft) implements Begun {}

  /** It was there already, which is written down. */
  record Noted() implements Begun {}

  /** The row is no longer this caller's. */
  record LeaseLost() implements Begun {}

  /** The outcome of earlier calls of this step is unknown, and no other may be made. */
  record NotRepeated() implements Begun {}

  /** One of the provider's limits is reached. */
  record OverLimit(Duration retryAfter) implements Begun {}

  /** The organization's budget of the day does not hold what the call may cost. */
  record OverBudget(OnExceed onExceed, Duration untilTomorrow) implements Begun {}
}
