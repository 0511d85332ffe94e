package dev.millrace.dispatch;

import dev.millrace.content.RequestStatus;
import dev.millrace.database.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
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
  private final List<Outbox<?>> outboxes;
  private final DispatchConfig config;
  private final BrokerHealth broker;
  private final Release release;

  @Inject
  Sweep(
      Database database,
      RequestPublisher requests,
      RunPublisher runs,
      DispatchConfig config,
      BrokerHealth broker,
      Release release) {
    this(database, List.of(requests, runs), config, broker, release);
  }

  Sweep(
      Database database,
      List<Outbox<?>> outboxes,
      DispatchConfig config,
      BrokerHealth broker,
      Release release) {
    this.database = database;
    this.outboxes = outboxes;
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
    int freed = 0;
    for (Outbox<?> outbox : outboxes) {
      freed += freeEndedLeases(outbox.repository());
    }
    int published = 0;
    for (Outbox<?> outbox : outboxes) {
      // While the broker rests, taking rows would only burn dispatch numbers.
      published += broker.mayTry() ? publishDue(outbox) : 0;
    }
    return new Result(freed, published + release.run());
  }

  private int freeEndedLeases(OutboxRepository<?> rows) {
    List<OutboxRepository.FreedLease> freed = database.write(rows::freeEndedLeases);
    for (OutboxRepository.FreedLease lease : freed) {
      logger
          .atWarn()
          .addKeyValue("event", "lease.expired")
          .addKeyValue(rows.idName(), lease.id())
          .log(
              lease.status() == RequestStatus.FAILED
                  ? "Lease expired and no attempt left; dead-lettered"
                  : "Lease expired; published anew");
      rows.freed(lease);
    }
    return freed.size();
  }

  private <P> int publishDue(Outbox<P> outbox) {
    int published = 0;
    boolean isMoreDue;
    do {
      // A broker that failed is tried with a single row: a set would burn its dispatch numbers.
      int most = broker.isWell() ? config.sweepBatch() : 1;
      OutboxRepository.Due<P> due =
          database.write(connection -> outbox.repository().takeDue(connection, most));
      published += due.publications().isEmpty() ? 0 : outbox.publish(due.publications());
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
