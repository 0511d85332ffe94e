package dev.millrace.scheduler.execution;

import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseStore;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.ScheduleStorage;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The leases of this instance: what it may run, wherever that is kept. */
@Singleton
final class ExecutionLeases implements LeaseStore {
  private final ScheduleStorage storage;
  private final Duration length;
  private final String owner =
      ManagementFactory.getRuntimeMXBean().getName()
          + "-"
          + UUID.randomUUID().toString().substring(0, 8);

  ExecutionLeases(ScheduleStorage storage, ExecutionConfig config) {
    this.storage = storage;
    this.length = config.lease();
  }

  /**
   * Takes so many at most, the longest due first, each under a lease; counts an attempt of each.
   */
  List<Claimed> claim(int most) {
    return storage.write(unit -> unit.executions().claim(owner, length, most));
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return storage.write(unit -> unit.executions().renew(leases, length));
  }

  @Override
  public String idName() {
    return "execution_id";
  }
}
