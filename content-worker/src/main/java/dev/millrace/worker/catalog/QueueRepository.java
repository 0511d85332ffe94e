package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobType;
import dev.millrace.content.ContentRequestCodec;
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
import java.util.Set;
import java.util.UUID;

/** The leases on {@code catalog_jobs}, the locks on exercises, and the gate's blocks. */
@Singleton
final class QueueRepository {
  private static final String TAKEN =
      """
      j.id, j.lease_token, j.type, j.mode, j.exercise_id, j.finding, j.reason, j.payload, j.filed_by, j.organization_id,
      j.attempts, j.max_attempts, j.replans
      """;

  /** What only plans changes nothing, so that it needs no lock. */
  private static final Sql CLAIM_DRY_RUNS =
      Sql.of(
          """
          UPDATE catalog_jobs j
          SET status = 'running', attempts = j.attempts + 1, lease_token = gen_random_uuid(), lease_owner = :owner,
              lease_until = now() + :lease * interval '1 second', started_at = now(), run_id = :run, updated_at = now()
          WHERE j.id = ANY (ARRAY(
            SELECT id FROM catalog_jobs
            WHERE status = 'queued' AND mode = 'dry_run' AND not_before <= now()
            ORDER BY priority, not_before, id
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          RETURNING %s
          """
              .formatted(TAKEN));

  /**
   * Of all jobs on one exercise the first is taken, and only if nobody holds the exercise. Whoever
   * inserts a lock that another transaction has inserted waits for its end, and then goes without.
   */
  private static final Sql CLAIM_APPLIES =
      Sql.of(
          """
          WITH due AS (
            SELECT id, subject_key, priority, not_before
            FROM catalog_jobs q
            WHERE status = 'queued' AND mode = 'apply' AND not_before <= now()
              AND NOT EXISTS (SELECT FROM catalog_locks l WHERE l.subject_key = q.subject_key)
            ORDER BY priority, not_before, id
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ), first AS (
            SELECT DISTINCT ON (subject_key) id, subject_key, gen_random_uuid() AS token
            FROM due
            ORDER BY subject_key, priority, not_before, id
          ), locked AS (
            INSERT INTO catalog_locks (subject_key, job_id, lease_token)
            SELECT subject_key, id, token FROM first ORDER BY subject_key
            ON CONFLICT DO NOTHING
            RETURNING job_id, lease_token
          )
          UPDATE catalog_jobs j
          SET status = 'running', attempts = j.attempts + 1, lease_token = l.lease_token, lease_owner = :owner,
              lease_until = now() + :lease * interval '1 second', started_at = now(), run_id = :run, updated_at = now()
          FROM locked l
          WHERE j.id = l.job_id AND j.id = ANY (ARRAY(SELECT id FROM first))
          RETURNING %s
          """
              .formatted(TAKEN));

  private static final Sql RENEW =
      Sql.of(
          """
          WITH locked AS (
            SELECT j.id
            FROM catalog_jobs j JOIN unnest(:ids, :tokens) AS i (id, token) ON j.id = i.id AND j.lease_token = i.token
            WHERE j.id = ANY (:ids) AND j.status = 'running'
            ORDER BY j.id
            FOR UPDATE OF j
          )
          UPDATE catalog_jobs
          SET lease_until = now() + :length * interval '1 second'
          WHERE id = ANY (ARRAY(SELECT id FROM locked))
          RETURNING id
          """);

  /** A lost worker's attempt counts; what has none left has failed. */
  private static final Sql FREE_ENDED_LEASES =
      Sql.of(
          """
          WITH ended AS (
            SELECT id FROM catalog_jobs
            WHERE status = 'running' AND lease_until < now()
            ORDER BY lease_until
            LIMIT :most
            FOR UPDATE SKIP LOCKED
          ), freed AS (
            UPDATE catalog_jobs
            SET status = CASE WHEN attempts < max_attempts THEN 'queued' ELSE 'failed' END,
                error_class = 'transient', error_message = 'The worker was lost while it had the job.',
                ended_at = CASE WHEN attempts < max_attempts THEN NULL ELSE now() END,
                not_before = now(), lease_until = NULL, updated_at = now()
            WHERE id = ANY (ARRAY(SELECT id FROM ended))
            RETURNING id
          ), unlocked AS (
            DELETE FROM catalog_locks WHERE job_id = ANY (ARRAY(SELECT id FROM ended))
          )
          SELECT id FROM freed
          """);

  /**
   * A lock without a job that holds it under the same lease. Whoever claims right now holds its
   * rows.
   */
  private static final Sql FREE_DEAD_LOCKS =
      Sql.of(
          """
          DELETE FROM catalog_locks l
          WHERE l.subject_key = ANY (ARRAY(
            SELECT c.subject_key
            FROM catalog_locks c
            WHERE NOT EXISTS (
              SELECT FROM catalog_jobs j
              WHERE j.id = c.job_id AND j.status = 'running' AND j.lease_token = c.lease_token)
            ORDER BY c.subject_key
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private static final Sql BLOCK =
      Sql.of(
          """
          UPDATE catalog_jobs
          SET status = 'blocked', blocked_reason = :reason, updated_at = now()
          WHERE id = ANY (ARRAY(
            SELECT id FROM catalog_jobs
            WHERE status = 'queued' AND mode = 'apply'
            ORDER BY id
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private static final Sql UNBLOCK =
      Sql.of(
          """
          UPDATE catalog_jobs
          SET status = 'queued', blocked_reason = NULL, updated_at = now()
          WHERE id = ANY (ARRAY(
            SELECT id FROM catalog_jobs
            WHERE status = 'blocked'
            ORDER BY id
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private static final Sql COUNT_BLOCKED =
      Sql.of("SELECT count(*) AS jobs FROM catalog_jobs WHERE status = 'blocked'");

  private static final Sql COUNT_DUE =
      Sql.of(
          """
          SELECT count(*) AS jobs FROM catalog_jobs
          WHERE status = 'queued' AND not_before <= now() AND (mode = 'dry_run' OR :apply)
          """);

  private static final Sql ARCHIVE =
      Sql.of(
          """
          WITH old AS (
            DELETE FROM catalog_jobs
            WHERE id = ANY (ARRAY(
              SELECT id FROM catalog_jobs
              WHERE status IN ('completed', 'failed') AND ended_at < now() - :age * interval '1 second'
              ORDER BY ended_at
              LIMIT :most
              FOR UPDATE SKIP LOCKED))
            RETURNING *
          )
          INSERT INTO catalog_jobs_archive SELECT old.*, now() FROM old
          """);

  /** Takes jobs that are due, the most urgent first; each costs an attempt. */
  List<ClaimedJob> claim(
      Connection connection, JobMode mode, int most, UUID run, String owner, Duration lease) {
    Sql statement =
        switch (mode) {
          case DRY_RUN -> CLAIM_DRY_RUNS;
          case APPLY -> CLAIM_APPLIES;
        };
    return statement
        .on(connection)
        .bind("most", most)
        .bind("owner", owner)
        .bind("lease", Sql.seconds(lease))
        .bind("run", run)
        .list(QueueRepository::read);
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

  /** Gives back what lost workers held, with its locks; answers how many jobs that were. */
  int freeEndedLeases(Connection connection, int most) {
    return FREE_ENDED_LEASES
        .on(connection)
        .bind("most", most)
        .list(row -> row.getObject("id", UUID.class))
        .size();
  }

  /** Removes locks that no running job holds. */
  int freeDeadLocks(Connection connection, int most) {
    return FREE_DEAD_LOCKS.on(connection).bind("most", most).update();
  }

  /** Blocks queued apply jobs. */
  int block(Connection connection, String reason, int most) {
    return BLOCK.on(connection).bind("reason", reason).bind("most", most).update();
  }

  /** Puts blocked jobs back into the queue. */
  int unblock(Connection connection, int most) {
    return UNBLOCK.on(connection).bind("most", most).update();
  }

  /** How many jobs wait for the gate. */
  long countBlocked(Connection connection) {
    return COUNT_BLOCKED.on(connection).first(row -> row.getLong("jobs")).orElse(0L);
  }

  /** How many jobs are due; without those that change exercises, unless they are asked for. */
  long countDue(Connection connection, boolean isApply) {
    return COUNT_DUE
        .on(connection)
        .bind("apply", isApply)
        .first(row -> row.getLong("jobs"))
        .orElse(0L);
  }

  /** Moves jobs that ended long ago to the archive. */
  int archive(Connection connection, Duration age, int most) {
    return ARCHIVE.on(connection).bind("age", Sql.seconds(age)).bind("most", most).update();
  }

  private static ClaimedJob read(ResultSet row) throws SQLException {
    JsonNode changes = ContentRequestCodec.parseObject(row.getString("payload")).path("changes");
    return new ClaimedJob(
        new Lease(row.getObject("id", UUID.class), row.getObject("lease_token", UUID.class)),
        JobType.of(row.getString("type")).orElseThrow(),
        JobMode.of(row.getString("mode")).orElseThrow(),
        row.getObject("exercise_id", UUID.class),
        row.getString("finding"),
        row.getString("reason"),
        changes instanceof ObjectNode object ? object : ContentRequestCodec.emptyObject(),
        row.getString("filed_by"),
        row.getString("organization_id"),
        row.getInt("attempts"),
        row.getInt("max_attempts"),
        row.getInt("replans"));
  }
}
