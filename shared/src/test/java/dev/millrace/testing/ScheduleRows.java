package dev.millrace.testing;

import dev.millrace.content.ContentRequestRepository;
import java.util.UUID;

/** Rows of {@code schedules} and of what hangs on them. */
public final class ScheduleRows {
  private ScheduleRows() {}

  /** One of every minute, due since a minute. */
  public static UUID active(MigratedDatabase database) {
    UUID id = ContentRequestRepository.newId();
    database.execute(
        """
        INSERT INTO schedules
          (id, organization_id, name, job_type, trigger_kind, cron, time_zone, next_due_at, next_fire_at)
        VALUES (?, 'test-organization', 'every minute', 'catalog-worker', 'cron', '* * * * *', 'UTC',
                date_trunc('minute', now()), date_trunc('minute', now()))
        """,
        id);
    return id;
  }

  /** One with a fired slot that runs, a command that is not published yet. */
  public static UUID fired(MigratedDatabase database) {
    UUID id = active(database);
    database.execute(
        """
        INSERT INTO schedule_decisions
          (schedule_id, due_at, last_due_at, decision, execution_key, job_type, fired_at, run_state, run_until, topic,
           next_publish_at)
        VALUES (?, now(), now(), 'fired', ?, 'catalog-worker', now(), 'fired', now() + interval '1 hour',
                'scheduler-ticks', now())
        """,
        id,
        "key of " + id);
    return id;
  }

  /** One whose fired slot runs in the service, under a lease of five minutes. */
  public static UUID running(MigratedDatabase database) {
    UUID id = fired(database);
    database.execute(
        """
        INSERT INTO schedule_executions
          (id, execution_key, schedule_id, organization_id, job_type, payload, due_at, state, attempts, max_attempts,
           backoff_seconds, lease_token, lease_owner, lease_until, started_at)
        VALUES (gen_random_uuid(), ?, ?, 'test-organization', 'http', '{}', now(), 'running', 1, 3, 10,
                gen_random_uuid(), 'test-service', now() + interval '5 minutes', now())
        """,
        "key of " + id,
        id);
    return id;
  }
}
