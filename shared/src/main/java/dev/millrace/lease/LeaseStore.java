package dev.millrace.lease;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The table that leases are held on. */
public interface LeaseStore {
  /** Lengthens the leases that are still held, by the database's clock, and answers their rows. */
  Set<UUID> renew(List<Lease> leases, Duration length);

  /**
   * The rows of those leases that are still held, without lengthening any: what a keeper asks that
   * looks in between. A store that is not asked need not answer.
   */
  default Set<UUID> held(List<Lease> leases) {
    throw new UnsupportedOperationException("This table is not looked at between renewals");
  }

  /** What the log calls the id of a row. */
  default String idName() {
    return "request_id";
  }
}
