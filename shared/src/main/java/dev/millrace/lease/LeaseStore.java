package dev.millrace.lease;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The table that leases are held on. */
public interface LeaseStore {
  /** Lengthens the leases that are still held, by the database's clock, and answers their rows. */
  Set<UUID> renew(List<Lease> leases, Duration length);

  /** What the log calls the id of a row. */
  default String idName() {
    return "request_id";
  }
}
