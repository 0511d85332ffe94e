package dev.millrace.dispatch;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes requests that waited until their organization had less in flight. Whoever calls it, and
 * however often: places are given away one caller after the other, and what one leaves behind the
 * next finds. Every sweep calls it, so that nobody waits for ever, whatever became of those that
 * had the places. Safe for use by many threads.
 */
@Singleton
public final class Release {
  private static final Logger logger = LoggerFactory.getLogger(Release.class);

  private final Database database;
  private final PlaceRepository repository;
  private final RequestPublisher publisher;
  private final DispatchConfig config;
  private final BrokerHealth broker;
  private volatile boolean awaited;

  Release(
      Database database,
      PlaceRepository repository,
      RequestPublisher publisher,
      DispatchConfig config,
      BrokerHealth broker) {
    this.database = database;
    this.repository = repository;
    this.publisher = publisher;
    this.config = config;
    this.broker = broker;
  }

  /** Whether the last run found anybody without a place. */
  public boolean isAwaited() {
    return awaited;
  }

  /**
   * Gives away the places that are free, and answers how many requests were published.
   *
   * @throws DatabaseException when the database is away; the next run does what this one did not
   */
  public int run() {
    awaited = database.read(repository::isAnyWaiting);
    int published = awaited && broker.mayTry() ? release() : 0;
    if (published > 0) {
      logger
          .atDebug()
          .addKeyValue("event", "places.released")
          .addKeyValue("count", published)
          .log("Published what waited for its organization's limit");
    }
    return published;
  }

  private int release() {
    int published = 0;
    boolean isMoreFree;
    do {
      // A broker that failed is tried with a single row, as the sweep does.
      int most = broker.isWell() ? config.sweepBatch() : 1;
      List<Publication> next = take(most);
      published += publisher.publish(next);
      isMoreFree = next.size() >= most;
    } while (isMoreFree && broker.isWell());
    return published;
  }

  private List<Publication> take(int most) {
    try {
      return database.write(connection -> repository.release(connection, most));
    } catch (DatabaseException failure) {
      if (failure.isLockTimeout()) {
        // Another instance is at it, and takes its time; the next run follows within a second.
        return List.of();
      }
      throw failure;
    }
  }
}
