package dev.millrace.worker.work;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.lease.Lease;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the progress of long work, all of it in one statement a second: at most one row per
 * request and second, and none at all for work that is done sooner. Progress is a comfort, so what
 * could not be written is not repeated, and a row that somebody else is writing is left alone:
 * waiting for it would hold the rows that others want.
 */
@Singleton
class ProgressWriter {
  private static final Logger logger = LoggerFactory.getLogger(ProgressWriter.class);
  private static final Sql WRITE =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens, :percents, :stages) AS i (id, token, percent, stage)
          ), locked AS (
            SELECT r.id, i.percent, i.stage
            FROM content_requests r JOIN input i ON r.id = i.id AND r.lease_token = i.token
            WHERE r.id = ANY (:ids) AND r.lease_until IS NOT NULL
            ORDER BY r.id
            FOR UPDATE OF r SKIP LOCKED
          ), moved AS (
            UPDATE content_requests r
            SET progress = l.percent, stage = l.stage, event_seq = event_seq + 1, updated_at = now()
            FROM locked l
            WHERE r.id = l.id AND r.id = ANY (:ids)
            RETURNING r.id, r.event_seq, r.progress, r.stage
          )
          INSERT INTO request_events (request_id, seq, event, data)
          SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'stage', stage) FROM moved
          """);

  private final Database database;
  private final Map<UUID, Report> latest = new ConcurrentHashMap<>();

  ProgressWriter(Database database) {
    this.database = database;
  }

  /** Notes how far the work under a lease is. */
  void report(Lease lease, int percent, String stage) {
    latest.put(lease.token(), new Report(lease, percent, stage));
  }

  /** Forgets what was noted; the work has ended. */
  void forget(Lease lease) {
    latest.remove(lease.token());
  }

  @Scheduled(fixedDelay = "1s", initialDelay = "1s")
  void write() {
    List<Report> reports =
        latest.values().stream().sorted(Comparator.comparing(report -> report.lease.id())).toList();
    if (reports.isEmpty()) {
      return;
    }
    reports.forEach(report -> latest.remove(report.lease.token(), report));
    try {
      database.write(connection -> write(connection, reports));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "progress.unwritten")
          .addKeyValue("count", reports.size())
          .log("Progress not written: {}", away.getMessage());
    }
  }

  private static int write(Connection connection, List<Report> reports) {
    return WRITE
        .on(connection)
        .bindArray("ids", "uuid", reports.stream().map(report -> report.lease.id()).toList())
        .bindArray("tokens", "uuid", reports.stream().map(report -> report.lease.token()).toList())
        .bindArray("percents", "int2", reports.stream().map(Report::percent).toList())
        .bindArray("stages", "text", reports.stream().map(Report::stage).toList())
        .update();
  }

  private record Report(Lease lease, int percent, String stage) {}
}
