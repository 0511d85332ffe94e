package dev.millrace.scheduler.execution;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/** The rows of {@code schedule_executions}. */
@Singleton
public final class ExecutionRepository {
  /** Why a run that has taken longer than its schedule allows is at its end. */
  public static final String EXPIRED = "Its end was not reported within max_runtime.";

  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO schedule_executions
            (id, execution_key, schedule_id, organization_id, job_type, payload, due_at, max_attempts,
             backoff_seconds, next_attempt_at)
          SELECT id, execution_key, schedule_id, organization_id, job_type, payload::jsonb, due_at, max_attempts,
                 backoff_seconds, now()
          FROM unnest(:ids, :keys, :schedules, :organizations, :types, :payloads, :due, :attempts, :backoffs)
            AS i (id, execution_key, schedule_id, organization_id, job_type, payload, due_at, max_attempts,
                  backoff_seconds)
          """);

  /** The attempt does not count: it was not the job's fault. */
  private static final Sql RELEASE =
      Sql.of(
          """
          UPDATE schedule_executions
          SET state = 'waiting', lease_until = NULL, next_attempt_at = now(), attempts = greatest(attempts - 1, 0)
          WHERE schedule_id = :id AND organization_id = :organization AND state = 'running'
          RETURNING execution_key
          """);

  /** Locks the row of the execution before that of the ledger, as whoever settles one does. */
  private static final Sql EXPIRE =
      Sql.of(
          """
          WITH overdue AS (
            SELECT e.id, e.execution_key
            FROM schedule_decisions d JOIN schedule_executions e USING (execution_key)
            WHERE d.run_state = 'fired' AND d.run_until <= now() AND e.state IN ('waiting', 'running')
            ORDER BY d.run_until
            LIMIT :most
            FOR UPDATE OF e SKIP LOCKED
          ), ended AS (
            UPDATE schedule_executions
            SET state = 'failed', next_attempt_at = NULL, lease_until = NULL, ended_at = now(), error = :error
            WHERE id = ANY (ARRAY(SELECT id FROM overdue))
            RETURNING execution_key
          )
          UPDATE schedule_decisions
          SET run_state = 'expired', ended_at = now(), error = :error
          WHERE execution_key = ANY (ARRAY(SELECT execution_key FROM ended)) AND run_state = 'fired'
          """);

  /** Inserts what is to run, due at once. */
  public void insert(Connection connection, List<NewExecution> executions) {
    if (executions.isEmpty()) {
      return;
    }
    INSERT
        .on(connection)
        .bindArray(
            "ids",
            "uuid",
            executions.stream().map(each -> ContentRequestRepository.newId()).toList())
        .bindArray("keys", "text", executions.stream().map(NewExecution::key).toList())
        .bindArray("schedules", "uuid", executions.stream().map(NewExecution::scheduleId).toList())
        .bindArray(
            "organizations", "text", executions.stream().map(NewExecution::organizationId).toList())
        .bindArray("types", "text", executions.stream().map(NewExecution::jobType).toList())
        .bindArray(
            "payloads", "text", executions.stream().map(each -> each.payload().toString()).toList())
        .bindArray("due", "timestamptz", executions.stream().map(NewExecution::dueAt).toList())
        .bindArray("attempts", "int4", executions.stream().map(NewExecution::maxAttempts).toList())
        .bindArray(
            "backoffs",
            "int8",
            executions.stream().map(each -> each.backoff().toSeconds()).toList())
        .update();
  }

  /**
   * Takes the leases of what runs of a schedule away, so that it is run anew at once, and answers
   * its execution keys. Whoever held them finds another token.
   */
  public List<String> release(Connection connection, String organizationId, UUID schedule) {
    return RELEASE
        .on(connection)
        .bind("id", schedule)
        .bind("organization", organizationId)
        .list(row -> row.getString("execution_key"));
  }

  /**
   * Ends what has run, or waited for an attempt, for longer than its schedule allows, with its run
   * in the ledger, and answers how many. Whoever runs one finds its lease gone.
   */
  public int expire(Connection connection, int most) {
    return EXPIRE.on(connection).bind("most", most).bind("error", EXPIRED).update();
  }
}
