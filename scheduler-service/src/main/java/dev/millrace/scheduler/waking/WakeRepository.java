package dev.millrace.scheduler.waking;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;

/**
 * The turn to start a worker, as a row of {@code service_heartbeats}: it stands for the worker that
 * is on its way, until it beats itself. So no instance starts a second one meanwhile.
 *
 * <p>Wherever schedules are kept: what a worker does, and its heartbeat, are in Postgres.
 */
@Singleton
final class WakeRepository {
  private static final Sql TAKE_TURN =
      Sql.of(
          """
          INSERT INTO service_heartbeats (instance_id, service, version)
          SELECT 'drain-job', 'drain-job', 'unknown'
          WHERE NOT EXISTS (SELECT FROM service_heartbeats
                            WHERE service = 'content-worker' AND seen_at > now() - interval '10 seconds')
          ON CONFLICT (instance_id) DO UPDATE
          SET seen_at = now()
          WHERE service_heartbeats.seen_at < now() - greatest(60, :pause) * interval '1 second'
          RETURNING instance_id
          """);

  private static final Sql GIVE_TURN_BACK =
      Sql.of("DELETE FROM service_heartbeats WHERE instance_id = 'drain-job'");

  /**
   * Whether no worker lives, and nobody has started one within the pause, which is a minute at
   * least; then it is our turn.
   */
  boolean takeTurn(Connection connection, Duration pause) {
    return TAKE_TURN
        .on(connection)
        .bind("pause", Sql.seconds(pause))
        .first(row -> row.getString("instance_id"))
        .isPresent();
  }

  /** None was started: the next tick may try. */
  int giveTurnBack(Connection connection) {
    return GIVE_TURN_BACK.on(connection).update();
  }
}
