package dev.millrace.dispatch;

import dev.millrace.content.RequestStatus;
import dev.millrace.failure.FailureClass;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are their own outbox, as the sweep sees it.
 *
 * @param <P> what is published of a row
 */
interface OutboxRepository<P> {
  /** What the log calls the id of a row. */
  String idName();

  /** Makes rows due at once whose publication failed, unless something newer happened to them. */
  int markUnpublished(Connection connection, List<P> publications);

  /**
   * Takes what is due: for publication, under its next dispatch number; or to wait for something
   * else.
   *
   * @param most of either kind: never published, and published but unclaimed
   */
  Due<P> takeDue(Connection connection, int most);

  /**
   * Ends leases that ran out, and answers what became of their rows. Whoever wants to hear of their
   * ends is told in the same transaction.
   */
  List<FreedLease> freeEndedLeases(Connection connection);

  /** Told of a lease that has ended, after the commit. */
  default void freed(FreedLease lease) {}

  /**
   * What was due.
   *
   * @param taken how many rows, with those that are not to be published yet
   */
  record Due<P>(List<P> publications, int taken) {}

  /**
   * A row whose lease ran out, and where it stands now.
   *
   * @param shop whom the row's work is for, where rows say so
   */
  record FreedLease(
      UUID id, RequestStatus status, @Nullable String shop, FailureClass errorClass, String error) {
    /** One of a row that has no shop. */
    FreedLease(UUID id, RequestStatus status) {
      this(id, status, null, FailureClass.OUTCOME_UNKNOWN, "");
    }
  }
}
