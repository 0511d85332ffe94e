package dev.millrace.scheduler.storage;

import dev.millrace.lease.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Jobs that run in this service, and the fenced leases of whoever runs them. An execution ends in
 * the same unit as its run in the ledger.
 */
public interface Executions {
  /** Inserts what is to run, due at once. */
  void insert(List<NewExecution> executions);

  /**
   * Takes so many at most, the longest due first: what waits, and what a holder has left whose
   * lease has ended. Each is leased by the storage's clock, and an attempt of it is counted. What
   * must not be run any more ends here, and says so: its run has expired or was reported by
   * somebody else, or a holder was lost in the last attempt.
   *
   * @param owner tells operators who holds the leases
   */
  List<Claimed> claim(String owner, Duration lease, int most);

  /** Lengthens the leases that are still held, from now on, and answers the ids of their rows. */
  Set<UUID> renew(List<Lease> leases, Duration length);

  /**
   * Writes outcomes of whoever still holds the lease, and answers for each whether it is written;
   * where the answer of a commit can be lost, it may be so by an earlier try.
   */
  List<Boolean> settle(List<Settlement> settlements);

  /**
   * Takes the leases of what runs of a schedule away, so that it is run anew at once, and answers
   * its execution keys. The attempt does not count. Whoever held them finds another token.
   */
  List<String> release(String organizationId, UUID schedule);

  /**
   * Ends what has run, or waited for an attempt, for longer than its schedule allows, at most so
   * many; answers how many. Whoever runs one finds its lease gone.
   */
  int expire(int most);
}
