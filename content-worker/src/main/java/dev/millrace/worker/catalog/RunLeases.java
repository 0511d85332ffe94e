package dev.millrace.worker.catalog;

import dev.millrace.database.Database;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.lease.LeaseStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The runs that this worker holds. Safe for use by many threads. */
@Singleton
final class RunLeases implements LeaseStore {
  private final Database database;
  private final RunLeaseRepository runs;
  private final LeaseKeeper keeper;

  RunLeases(Database database, RunLeaseRepository runs, JobConfig config) {
    this.database = database;
    this.runs = runs;
    this.keeper = new LeaseKeeper(this, config.runLease());
  }

  /** Whoever renews them. */
  LeaseKeeper keeper() {
    return keeper;
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return database.write(connection -> runs.renew(connection, leases, length));
  }

  @Override
  public String idName() {
    return "run_id";
  }

  @PreDestroy
  void close() {
    keeper.close();
  }
}
