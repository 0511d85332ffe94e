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

  private static final Sql RELEASE =
      Sql.of(
          """
          UPDATE schedule_executions
          SET state = 'waiting', lease_until = NULL, next_attempt_at = now()
          WHERE schedule_id = :id AND organization_id = :organization AND state = 'running'
          RETURNING execution_key
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
}
