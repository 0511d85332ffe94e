package dev.millrace.scheduler.storage.postgres;

import dev.millrace.command.RunReports;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Sql;
import dev.millrace.lease.Lease;
import dev.millrace.scheduler.storage.Claimed;
import dev.millrace.scheduler.storage.Executions;
import dev.millrace.scheduler.storage.Ledger;
import dev.millrace.scheduler.storage.NewExecution;
import dev.millrace.scheduler.storage.Settlement;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The rows of {@code schedule_executions}, in one transaction. */
record ExecutionRepository(Connection connection, RunReports reports) implements Executions {
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

  @Override
  public void insert(List<NewExecution> executions) {
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

  @Override
  public List<Claimed> claim(String owner, Duration lease, int most) {
    return new LeaseRepository(connection).claim(owner, lease, most);
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return new LeaseRepository(connection).renew(leases, length);
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    return new SettlementRepository(connection, reports).settle(settlements);
  }

  @Override
  public List<String> release(String organizationId, UUID schedule) {
    return RELEASE
        .on(connection)
        .bind("id", schedule)
        .bind("organization", organizationId)
        .list(row -> row.getString("execution_key"));
  }

  @Override
  public int expire(int most) {
    return EXPIRE.on(connection).bind("most", most).bind("error", Ledger.EXPIRED).update();
  }
}
