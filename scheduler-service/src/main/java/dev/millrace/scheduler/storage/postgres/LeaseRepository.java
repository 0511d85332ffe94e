package dev.millrace.scheduler.storage.postgres;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.lease.Lease;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Ledger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The leases on {@code schedule_executions}, in one transaction. */
record LeaseRepository(Connection connection) {
  /** What must not be run any more ends in the same statement, with its run in the ledger. */
  private static final Sql CLAIM =
      Sql.of(
          """
          WITH waiting AS (
            SELECT id, execution_key, next_attempt_at AS since, attempts, max_attempts, false AS is_lost
            FROM schedule_executions
            WHERE state = 'waiting' AND next_attempt_at <= now()
            ORDER BY next_attempt_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ), lost AS (
            SELECT id, execution_key, lease_until AS since, attempts, max_attempts, true AS is_lost
            FROM schedule_executions
            WHERE state = 'running' AND lease_until < now()
            ORDER BY lease_until
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ), chosen AS (
            SELECT * FROM (SELECT * FROM waiting UNION ALL SELECT * FROM lost) each
            ORDER BY since, id
            LIMIT :most
          ), judged AS (
            SELECT c.id, c.is_lost,
                   CASE WHEN d.run_state <> 'fired' THEN 'Its run had ended already.'
                        WHEN d.run_until <= now() THEN :expired
                        WHEN c.attempts >= c.max_attempts THEN
                          'The service that ran its last attempt was lost; whether it was done is unknown.'
                   END AS fault
            FROM chosen c JOIN schedule_decisions d USING (execution_key)
            WHERE d.execution_key = ANY (ARRAY(SELECT execution_key FROM chosen))
          ), taken AS (
            UPDATE schedule_executions e
            SET state = CASE WHEN j.fault IS NULL THEN 'running' ELSE 'failed' END,
                attempts = CASE WHEN j.fault IS NULL THEN e.attempts + 1 ELSE e.attempts END,
                next_attempt_at = NULL,
                lease_token = gen_random_uuid(),
                lease_owner = :owner,
                lease_until = CASE WHEN j.fault IS NULL THEN now() + :lease * interval '1 second' END,
                started_at = coalesce(e.started_at, now()),
                ended_at = CASE WHEN j.fault IS NOT NULL THEN now() END,
                error = coalesce(j.fault, e.error)
            FROM judged j
            WHERE e.id = j.id AND e.id = ANY (ARRAY(SELECT id FROM judged))
            RETURNING e.*, j.is_lost, j.fault
          ), ended AS (
            UPDATE schedule_decisions d
            SET run_state = CASE WHEN d.run_until <= now() THEN 'expired' ELSE 'failed' END,
                ended_at = now(),
                error = t.fault
            FROM taken t
            WHERE d.execution_key = t.execution_key AND t.fault IS NOT NULL AND d.run_state = 'fired'
              AND d.execution_key = ANY (ARRAY(SELECT execution_key FROM taken WHERE fault IS NOT NULL))
          )
          SELECT id, lease_token, execution_key, schedule_id, organization_id, job_type, due_at, payload, attempts,
                 max_attempts, backoff_seconds, is_lost, fault
          FROM taken
          """);

  private static final Sql RENEW =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens) AS i (id, token)
          ), locked AS (
            SELECT e.id
            FROM schedule_executions e JOIN input i ON e.id = i.id AND e.lease_token = i.token
            WHERE e.id = ANY (:ids) AND e.state = 'running'
            ORDER BY e.id
            FOR UPDATE OF e
          )
          UPDATE schedule_executions
          SET lease_until = now() + :length * interval '1 second'
          WHERE id = ANY (ARRAY(SELECT id FROM locked))
          RETURNING id
          """);

  List<Claimed> claim(String owner, Duration lease, int most) {
    return CLAIM
        .on(connection)
        .bind("most", most)
        .bind("expired", Ledger.EXPIRED)
        .bind("owner", owner)
        .bind("lease", Sql.seconds(lease))
        .list(LeaseRepository::read);
  }

  Set<UUID> renew(List<Lease> leases, Duration length) {
    List<Lease> sorted = leases.stream().sorted(Comparator.comparing(Lease::id)).toList();
    return new HashSet<>(
        RENEW
            .on(connection)
            .bindArray("ids", "uuid", sorted.stream().map(Lease::id).toList())
            .bindArray("tokens", "uuid", sorted.stream().map(Lease::token).toList())
            .bind("length", Sql.seconds(length))
            .list(row -> row.getObject("id", UUID.class)));
  }

  private static Claimed read(ResultSet row) throws SQLException {
    return new Claimed(
        new Lease(row.getObject("id", UUID.class), row.getObject("lease_token", UUID.class)),
        row.getString("execution_key"),
        row.getObject("schedule_id", UUID.class),
        row.getString("organization_id"),
        row.getString("job_type"),
        Sql.requiredInstant(row, "due_at"),
        ContentRequestCodec.parseObject(row.getString("payload")),
        row.getInt("attempts"),
        row.getInt("max_attempts"),
        Duration.ofSeconds(row.getLong("backoff_seconds")),
        row.getBoolean("is_lost"),
        row.getString("fault"));
  }
}
