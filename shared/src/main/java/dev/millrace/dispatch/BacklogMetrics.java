package dev.millrace.dispatch;

import dev.millrace.content.RequestStatus;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much waits and works, and since when, over all organizations. Read when the metrics are, and
 * at most every few seconds.
 */
@Singleton
@Requires(property = "millrace.dispatch.sweep-every")
final class BacklogMetrics implements MeterBinder {
  private static final long FRESH = Duration.ofSeconds(5).toNanos();
  private static final Sql READ =
      Sql.of(
          """
          SELECT status, count(*) AS requests,
                 count(*) FILTER (WHERE wait_reason = 'organization_limit') AS placeless,
                 extract(epoch FROM now() - min(created_at)) AS oldest_seconds
          FROM content_requests
          WHERE status IN ('pending', 'processing')
          GROUP BY status
          """);

  // Not the database itself: its pool is measured by the registry that this is bound to.
  private final Provider<Database> database;
  private Map<RequestStatus, Backlog> latest = Map.of();
  private long readNanos = System.nanoTime() - FRESH;

  BacklogMetrics(Provider<Database> database) {
    this.database = database;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (RequestStatus status : List.of(RequestStatus.PENDING, RequestStatus.PROCESSING)) {
      registry.gauge(
          "millrace.requests",
          List.of(Tag.of("status", status.wireName())),
          this,
          metrics -> metrics.of(status).requests);
      registry.gauge(
          "millrace.requests.oldest.seconds",
          List.of(Tag.of("status", status.wireName())),
          this,
          metrics -> metrics.of(status).oldestSeconds);
    }
    registry.gauge(
        "millrace.requests.placeless",
        this,
        metrics -> metrics.of(RequestStatus.PENDING).placeless);
  }

  private synchronized Backlog of(RequestStatus status) {
    if (System.nanoTime() - readNanos >= FRESH) {
      Map<RequestStatus, Backlog> read = new EnumMap<>(RequestStatus.class);
      database
          .get()
          .read(
              connection ->
                  READ.on(connection)
                      .list(
                          row ->
                              read.put(
                                  RequestStatus.of(row.getString("status")).orElseThrow(),
                                  new Backlog(
                                      row.getLong("requests"),
                                      row.getLong("placeless"),
                                      row.getDouble("oldest_seconds")))));
      latest = read;
      readNanos = System.nanoTime();
    }
    return latest.getOrDefault(status, Backlog.NONE);
  }

  private record Backlog(long requests, long placeless, double oldestSeconds) {
    static final Backlog NONE = new Backlog(0, 0, 0);
  }
}
