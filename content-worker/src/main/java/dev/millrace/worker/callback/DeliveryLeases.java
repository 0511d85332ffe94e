package dev.millrace.worker.callback;

import dev.millrace.database.Database;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseKeeper;
import dev.millrace.lease.LeaseStore;
import dev.millrace.worker.heartbeat.Instance;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The deliveries that this worker holds. Safe for use by many threads. */
@Singleton
final class DeliveryLeases implements LeaseStore {
  private final Database database;
  private final DeliveryRepository repository;
  private final Instance instance;
  private final Duration length;
  private final LeaseKeeper keeper;

  DeliveryLeases(
      Database database, DeliveryRepository repository, Instance instance, CallbackConfig config) {
    this.database = database;
    this.repository = repository;
    this.instance = instance;
    this.length = config.lease();
    this.keeper = new LeaseKeeper(this, length);
  }

  /** Whoever renews them. */
  LeaseKeeper keeper() {
    return keeper;
  }

  /** Takes what is due; begins behind that receiver, and then with the first. */
  List<Due> claim(String after, Map<String, Integer> rooms, int most) {
    return database.write(
        connection -> {
          repository.freeEndedLeases(connection, most);
          return repository.claim(connection, after, rooms, most, instance.id(), length);
        });
  }

  /** How long until anything can be claimed, at most so long. */
  Duration next(Duration most) {
    return database.read(connection -> repository.next(connection, most));
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return database.write(connection -> repository.renew(connection, leases, length));
  }

  @Override
  public String idName() {
    return "delivery_id";
  }

  @PreDestroy
  void close() {
    keeper.close();
  }
}
