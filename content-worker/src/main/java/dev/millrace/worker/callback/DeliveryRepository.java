package dev.millrace.worker.callback;

import dev.millrace.callback.SigningSecrets.Sealed;
import dev.millrace.database.Sql;
import dev.millrace.lease.Lease;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The leases on {@code webhook_deliveries}: what is due, who has it, and what is over. */
@Singleton
final class DeliveryRepository {
  private static final Sql NEXT =
      Sql.of(
          """
          SELECT coalesce(extract(epoch FROM least(
                   (SELECT min(next_attempt_at) FROM webhook_deliveries WHERE state = 'pending'),
                   (SELECT min(lease_until) FROM webhook_deliveries WHERE state = 'delivering')) - now()),
                 :most) AS seconds
          """);

  private static final Sql FREE_ENDED_LEASES =
      Sql.of(
          """
          WITH ended AS (
            SELECT id FROM webhook_deliveries
            WHERE state = 'delivering' AND lease_until < now()
            ORDER BY lease_until
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          )
          UPDATE webhook_deliveries
          SET state = 'pending', next_attempt_at = now(), lease_until = NULL, last_error = :error,
              attempt_log = CASE WHEN jsonb_array_length(attempt_log) >= 30 THEN attempt_log - 0 ELSE attempt_log END
                            || jsonb_build_object('at', now(), 'error', :error::text)
          WHERE id = ANY (ARRAY(SELECT id FROM ended))
          """);

  /**
   * Goes from receiver to receiver by the index, and takes of each what there is room for: the
   * thousands that wait for one receiver are not read to find what waits for the next.
   */
  private static final Sql CLAIM =
      Sql.of(
          """
          WITH RECURSIVE receivers AS (
            (SELECT receiver FROM webhook_deliveries
             WHERE state = 'pending' AND receiver > :after ORDER BY receiver LIMIT 1)
            UNION ALL
            SELECT (SELECT d.receiver FROM webhook_deliveries d
                    WHERE d.state = 'pending' AND d.receiver > r.receiver ORDER BY d.receiver LIMIT 1)
            FROM receivers r WHERE r.receiver IS NOT NULL
          ), chosen AS (
            SELECT due.id
            FROM receivers r
            LEFT JOIN unnest(:receivers, :rooms) AS known (receiver, room) USING (receiver)
            CROSS JOIN LATERAL (
              SELECT d.id FROM webhook_deliveries d
              WHERE d.state = 'pending' AND d.receiver = r.receiver AND d.next_attempt_at <= now()
              ORDER BY d.next_attempt_at
              LIMIT coalesce(known.room, 1)
              FOR UPDATE SKIP LOCKED
            ) due
            LIMIT :most
          ), taken AS (
            UPDATE webhook_deliveries
            SET state = 'delivering',
                attempts = attempts + 1,
                next_attempt_at = NULL,
                lease_token = gen_random_uuid(),
                lease_owner = :owner,
                lease_until = now() + :lease * interval '1 second'
            WHERE id = ANY (ARRAY(SELECT id FROM chosen))
            RETURNING *
          )
          SELECT t.id, t.lease_token, t.organization_id, t.endpoint_id, t.receiver, t.event_type, t.subject_id,
                 coalesce(t.callback_url, e.url) AS url, e.enabled IS NOT FALSE AS enabled, t.payload, t.attempts, s.secret,
                 CASE WHEN s.previous_until > now() THEN s.previous_secret END AS previous_secret
          FROM taken t
          LEFT JOIN webhook_endpoints e ON e.id = t.endpoint_id AND e.organization_id = t.organization_id
          LEFT JOIN webhook_secrets s
            ON s.organization_id = t.organization_id AND s.endpoint_id IS NOT DISTINCT FROM t.endpoint_id
          """);

  private static final Sql RENEW =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens) AS i (id, token)
          ), locked AS (
            SELECT d.id
            FROM webhook_deliveries d JOIN input i ON d.id = i.id AND d.lease_token = i.token
            WHERE d.id = ANY (:ids) AND d.state = 'delivering'
            ORDER BY d.id
            FOR UPDATE OF d
          )
          UPDATE webhook_deliveries
          SET lease_until = now() + :length * interval '1 second'
          WHERE id = ANY (ARRAY(SELECT id FROM locked))
          RETURNING id
          """);

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM webhook_deliveries
          WHERE id = ANY (ARRAY(
            SELECT id FROM webhook_deliveries
            WHERE state IN ('delivered', 'failed') AND created_at < now() - :age * interval '1 second'
            ORDER BY created_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private static final String LOST =
      "The worker was lost during the attempt; whether it was received is unknown.";

  /** Until something is due, or a lease ends; nothing when it has come already. */
  Duration next(Connection connection, Duration most) {
    return NEXT.on(connection)
        .bind("most", Sql.seconds(most))
        .first(row -> row.getDouble("seconds"))
        .map(seconds -> Duration.ofMillis((long) Math.ceil(Math.max(0, seconds) * 1000)))
        .filter(wait -> wait.compareTo(most) < 0)
        .orElse(most);
  }

  /** Gives back what lost workers held; the attempt counts. */
  int freeEndedLeases(Connection connection, int most) {
    return FREE_ENDED_LEASES.on(connection).bind("most", most).bind("error", LOST).update();
  }

  /**
   * Takes what is due, each under a lease; counts an attempt of each.
   *
   * @param after the receiver to begin behind
   * @param rooms how many of a receiver's, where it is not one
   */
  List<Due> claim(
      Connection connection,
      String after,
      Map<String, Integer> rooms,
      int most,
      String owner,
      Duration lease) {
    List<Map.Entry<String, Integer>> known = List.copyOf(rooms.entrySet());
    return CLAIM
        .on(connection)
        .bind("after", after)
        .bindArray("receivers", "text", known.stream().map(Map.Entry::getKey).toList())
        .bindArray("rooms", "int4", known.stream().map(Map.Entry::getValue).toList())
        .bind("most", most)
        .bind("owner", owner)
        .bind("lease", Sql.seconds(lease))
        .list(DeliveryRepository::read);
  }

  Set<UUID> renew(Connection connection, List<Lease> leases, Duration length) {
    List<Lease> sorted = leases.stream().sorted(Comparator.comparing(Lease::id)).toList();
    return new HashSet<>(
        RENEW
            .on(connection)
            .bindArray("ids", "uuid", sorted.stream().map(Lease::id).toList())
            .bindArray("tokens", "uuid", sorted.stream().map(Lease::token).toList())
            .bind("length", Sql.seconds(length))
            .list(row -> row.getObject("id", UUID.class)));
  }

  /** Forgets what has ended long ago, the oldest first. */
  int prune(Connection connection, Duration age, int most) {
    return PRUNE.on(connection).bind("age", Sql.seconds(age)).bind("most", most).update();
  }

  private static Due read(ResultSet row) throws SQLException {
    byte[] secret = row.getBytes("secret");
    return new Due(
        new Lease(row.getObject("id", UUID.class), row.getObject("lease_token", UUID.class)),
        row.getString("organization_id"),
        row.getObject("endpoint_id", UUID.class),
        row.getString("receiver"),
        row.getString("event_type"),
        row.getObject("subject_id", UUID.class),
        row.getString("url"),
        row.getBoolean("enabled"),
        row.getString("payload"),
        row.getInt("attempts"),
        secret == null ? null : new Sealed(secret, row.getBytes("previous_secret")));
  }
}
