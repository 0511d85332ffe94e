package dev.millrace.scheduler.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Postgres does for a tick on a table with many schedules. */
class TickPlansTest {
  private static final LiveScheduler LIVE = LiveScheduler.start();
  private static final MigratedDatabase DATABASE = LIVE.database();

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @BeforeAll
  static void fill() {
    DATABASE.execute(
        """
        INSERT INTO schedules
          (id, organization_id, name, job_type, trigger_kind, every_seconds, starts_at, next_due_at, next_fire_at)
        SELECT gen_random_uuid(), 'test-organization', 'schedule ' || n, 'catalog-worker', 'interval', 3600,
               now() + n * interval '1 second', now() + n * interval '1 second', now() + n * interval '1 second'
        FROM generate_series(3600, 103599) n
        """);
    DATABASE.execute(
        """
        INSERT INTO schedule_decisions
          (schedule_id, due_at, last_due_at, decision, execution_key, job_type, fired_at, run_state, run_until)
        SELECT id, now(), now(), 'fired', id::text, 'catalog-worker', now(), 'fired', now() + interval '1 hour'
        FROM schedules
        """);
    DATABASE.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, published_at, next_publish_at)
        SELECT gen_random_uuid(), 'test-organization', n::text, 's', 't', 'g', 'lesson', now(),
               now() + interval '1 hour'
        FROM generate_series(1, 20000) n
        """);
    DATABASE.execute(
        """
        INSERT INTO schedule_executions
          (id, execution_key, schedule_id, organization_id, job_type, payload, due_at, max_attempts, backoff_seconds,
           next_attempt_at)
        SELECT gen_random_uuid(), execution_key, schedule_id, 'test-organization', 'http', '{}', due_at, 3, 10,
               now() + interval '1 hour'
        FROM schedule_decisions
        LIMIT 20000
        """);
    DATABASE.execute(
        """
        INSERT INTO received_commands
          (execution_key, organization_id, job_type, due_at, message_id, outcome, ended_at)
        SELECT execution_key, 'test-organization', job_type, due_at, '1', 'finished', now()
        FROM schedule_decisions
        """);
    DATABASE.execute(
        """
        INSERT INTO agent_runs
          (id, organization_id, correlation_id, kind, prompt, published_at, next_publish_at)
        SELECT
          gen_random_uuid(), 'test-organization', n::text, 'text', 'p',
          now(), now() + interval '1 hour'
        FROM generate_series(1, 20000) n
        """);
    DATABASE.execute(
        """
        INSERT INTO run_handovers (run_id, target, next_attempt_at)
        SELECT id, 'admin', now() + interval '1 hour' FROM agent_runs
        """);
    DATABASE.execute(
        """
        INSERT INTO webhook_deliveries
          (id, organization_id, callback_url, receiver, event_type, subject_id, payload, next_attempt_at)
        SELECT id, organization_id, 'https://example.com/', 'r', 'agent_run.completed', id, '{}',
               now() + interval '1 hour'
        FROM agent_runs
        """);
    DATABASE.execute(
        """
        INSERT INTO catalog_run_history (id, command, origin, actor, organization_id, state, outcome, ended_at)
        SELECT id, 'worker', 'schedule', 'test', organization_id, 'finished', 'done', now() FROM agent_runs
        """);
    DATABASE.execute("ANALYZE");
  }

  @Test
  void nothingDueIsAFewPagesOfAnIndex() {
    Plan plan =
        Plans.of(DATABASE, connection -> new DueRepository(connection).take(500)).getFirst();

    assertThat(plan.indexes()).contains("schedules_due");
    assertThat(plan.scannedTables()).isEmpty();
    assertThat(plan.rowsRead("schedules")).isZero();
    // From the root of each index that is asked to a leaf.
    assertThat(plan.pages()).isLessThan(4L * plan.indexes().size());
  }

  @Test
  void commandsThatAreDueForPublicationAreReadAndNothingElse() {
    DATABASE.execute(
        """
        UPDATE schedule_decisions SET topic = 'scheduler-ticks', next_publish_at = now()
        WHERE schedule_id IN (SELECT id FROM schedules LIMIT 20)
        """);

    Plan plan =
        Plans.of(
                DATABASE,
                connection -> new CommandRepository(connection, Duration.ofMinutes(1)).takeDue(500))
            .getFirst();

    assertThat(plan.scannedTables()).isEmpty();
    assertThat(plan.rowsRead("schedule_decisions")).isLessThan(200);
    assertThat(plan.rowsRead("received_commands")).isLessThan(200);
  }

  @Test
  void whatIsDueIsReadAndNothingElse() {
    DATABASE.execute(
        """
        UPDATE schedules SET next_due_at = now(), next_fire_at = now()
        WHERE id IN (SELECT id FROM schedules ORDER BY next_fire_at LIMIT 20)
        """);

    Plan plan =
        Plans.of(DATABASE, connection -> new DueRepository(connection).take(500)).getFirst();
    Plan more =
        Plans.of(DATABASE, connection -> new DueRepository(connection).takeMore(500)).getFirst();

    assertThat(plan.scannedTables()).isEmpty();
    assertThat(plan.rowsRead("schedules")).isLessThan(100);
    assertThat(more.scannedTables()).isEmpty();
    assertThat(more.rowsRead("schedules")).isEqualTo(20);
  }
}
