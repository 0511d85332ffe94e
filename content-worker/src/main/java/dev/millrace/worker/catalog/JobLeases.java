package dev.millrace.worker.catalog;

import dev.millrace.catalog.JobMode;
import dev.millrace.database.Database;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.lease.LeaseStore;
import dev.millrace.worker.heartbeat.Instance;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The jobs that this worker holds. Safe for use by many threads. */
@Singleton
final class JobLeases implements LeaseStore {
  private final Database database;
  private final QueueRepository queue;
  private final Instance instance;
  private final Duration length;
  private final LeaseKeeper keeper;

  JobLeases(Database database, QueueRepository queue, Instance instance, JobConfig config) {
    this.database = database;
    this.queue = queue;
    this.instance = instance;
    this.length = config.lease();
    this.keeper = new LeaseKeeper(this, length);
  }

  /** Whoever renews them. */
  LeaseKeeper keeper() {
    return keeper;
  }

  /** Takes jobs that are due. */
  List<ClaimedJob> claim(JobMode mode, int most, UUID run) {
    return database.write(
        connection -> queue.claim(connection, mode, most, run, instance.id(), length));
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return database.write(connection -> queue.renew(connection, leases, length));
  }

  @Override
  public String idName() {
    return "job_id";
  }

  @PreDestroy
  void close() {
    keeper.close();
  }
}
