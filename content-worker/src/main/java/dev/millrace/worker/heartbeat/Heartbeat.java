package dev.millrace.worker.heartbeat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.observability.ServiceConfig;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the other services every second that this worker lives, and what it has seen. */
@Singleton
@Requires(property = "millrace.worker.heartbeat", notEquals = "false")
final class Heartbeat {
  private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

  private static final Sql BEAT =
      Sql.of(
          """
          INSERT INTO service_heartbeats
            (instance_id, service, version, idle_since, newest_claim_published_at, in_flight, paused_reason)
          VALUES (:instance, 'content-worker', :version, now() - :idle * interval '1 second', :newestClaim, :inFlight,
                  :paused)
          ON CONFLICT (instance_id) DO UPDATE
          SET seen_at = now(),
              idle_since = CASE WHEN :inFlight = 0 THEN now() - :idle * interval '1 second' END,
              newest_claim_published_at = excluded.newest_claim_published_at,
              in_flight = excluded.in_flight,
              paused_reason = excluded.paused_reason
          """);

  private static final Sql FORGET =
      Sql.of(
          """
          DELETE FROM service_heartbeats
          WHERE instance_id = :instance OR seen_at < now() - interval '1 day'
          """);

  private final Database database;
  private final Instance instance;
  private final Activity activity;
  private boolean forgotten;

  Heartbeat(Database database, Instance instance, Activity activity) {
    this.database = database;
    this.instance = instance;
    this.activity = activity;
  }

  @Scheduled(fixedDelay = "1s")
  synchronized void beat() {
    if (forgotten) {
      return;
    }
    int inFlight = activity.inFlight();
    Optional<Instant> newestClaim = activity.newestClaim();
    try {
      database.write(
          connection ->
              BEAT.on(connection)
                  .bind("instance", instance.id())
                  .bind("version", ServiceConfig.built())
                  .bind("idle", activity.idleNanos() / 1e9)
                  .bind("newestClaim", newestClaim.orElse(null))
                  .bind("inFlight", inFlight)
                  .bind("paused", activity.pausedReason().orElse(null))
                  .update());
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "heartbeat.missed")
          .log("Heartbeat not written, the next follows: {}", away.getMessage());
    }
  }

  @PreDestroy
  synchronized void forget() {
    // A beat that is under way would otherwise write the row once more.
    forgotten = true;
    try {
      database.write(connection -> FORGET.on(connection).bind("instance", instance.id()).update());
    } catch (DatabaseException away) {
      logger
          .atInfo()
          .addKeyValue("event", "heartbeat.left")
          .log("The last heartbeat stays until it is a day old: {}", away.getMessage());
    }
  }
}
