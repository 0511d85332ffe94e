package dev.millrace.dispatch;

import dev.millrace.callback.Callbacks;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over what time has made due: leases that ended are freed, rows that are due are
 * published anew, and so are those that their organization has a place for again. Any number of
 * sweeps may run at once, in one process or several. It logs only when it did something.
 */
@Singleton
public final class Sweep {
  private static final Logger logger = LoggerFactory.getLogger(Sweep.class);

  private final Database database;
  private final DispatchRepository repository;
  private final Callbacks callbacks;
  private final RequestPublisher publisher;
  private final DispatchConfig config;
  private final BrokerHealth broker;
  private final Release release;

  Sweep(
      Database database,
      DispatchRepository repository,
      Callbacks callbacks,
      RequestPublisher publisher,
      DispatchConfig config,
      BrokerHealth broker,
      Release release) {
    this.database = database;
    this.repository = repository;
    this.callbacks = callbacks;
    this.publisher = publisher;
    this.config = config;
    this.broker = broker;
    this.release = release;
  }

  /**
   * Runs one pass.
   *
   * @throws dev.millrace.database.DatabaseException when the database is away; the next pass does
   *     what this one did not
   */
  public Result run() {
    int freed = freeEndedLeases();
    // While the broker rests, taking rows would only burn dispatch numbers.
    int published = broker.mayTry() ? publishDue() : 0;
    return new Result(freed, published + release.run());
  }

  private int freeEndedLeases() {
    List<DispatchRepository.FreedLease> freed =
        database.write(
            connection -> {
              List<DispatchRepository.FreedLease> ended = repository.freeEndedLeases(connection);
              callbacks.ended(connection, failed(ended));
              return ended;
            });
    for (DispatchRepository.FreedLease lease : freed) {
      logger
          .atWarn()
          .addKeyValue("event", "lease.expired")
          .addKeyValue("request_id", lease.id())
          .log(
              lease.status() == RequestStatus.FAILED
                  ? "Lease expired and no attempt left; dead-lettered"
                  : "Lease expired; published anew");
    }
    return freed.size();
  }

  private static List<UUID> failed(List<DispatchRepository.FreedLease> freed) {
    return freed.stream()
        .filter(lease -> lease.status() == RequestStatus.FAILED)
        .map(DispatchRepository.FreedLease::id)
        .toList();
  }

  private int publishDue() {
    int published = 0;
    boolean isMoreDue;
    do {
      // A broker that failed is tried with a single row: a set would burn its dispatch numbers.
      int most = broker.isWell() ? config.sweepBatch() : 1;
      DispatchRepository.Due due =
          database.write(connection -> repository.takeDue(connection, most));
      published += publisher.publish(due.publications());
      isMoreDue = due.taken() >= most;
    } while (isMoreDue && broker.isWell());
    if (published > 0) {
      logger
          .atInfo()
          .addKeyValue("event", "sweep.published")
          .addKeyValue("count", published)
          .log("Published what was due");
    }
    return published;
  }

  /**
   * What a pass did.
   *
   * @param freed leases that had ended
   * @param published rows that were published anew
   */
  public record Result(int freed, int published) {}
}
