package dev.millrace.scheduler.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.command.RunReports;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import dev.millrace.testing.ScheduleRows;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Postgres does for executions on tables with a long history. */
class ExecutionPlansTest {
  private static final LiveScheduler LIVE = LiveScheduler.start();
  private static final MigratedDatabase DATABASE = LIVE.database();

  @AfterAll
  static void close() {
    LIVE.close();
  }

  @BeforeAll
  static void fill() {
    UUID schedule = ScheduleRows.active(DATABASE);
    DATABASE.execute(
        """
        INSERT INTO schedule_decisions
          (schedule_id, due_at, last_due_at, decision, execution_key, job_type, fired_at, run_state, run_until, ended_at)
        SELECT ?, now() + n * interval '1 second', now() + n * interval '1 second', 'fired', 'key-' || n, 'http', now(),
               CASE WHEN n <= 100 THEN 'fired' ELSE 'finished' END, now() + (n - 50) * interval '1 minute',
               CASE WHEN n > 100 THEN now() END
        FROM generate_series(1, 50000) n
        """,
        schedule);
    DATABASE.execute(
        """
        INSERT INTO schedule_executions
          (id, execution_key, schedule_id, organization_id, job_type, payload, due_at, state, max_attempts,
           backoff_seconds, next_attempt_at, ended_at)
        SELECT gen_random_uuid(), 'key-' || n, ?, 'test-organization', 'http', '{}', now(),
               CASE WHEN n <= 100 THEN 'waiting' ELSE 'finished' END, 3, 10,
               CASE WHEN n <= 100 THEN now() END, CASE WHEN n > 100 THEN now() END
        FROM generate_series(1, 50000) n
        """,
        schedule);
    DATABASE.execute("ANALYZE");
  }

  @Test
  void aClaimReadsWhatIsDueAndNothingElse() {
    Plan plan = planOf(connection -> rows(connection).claim("test", Duration.ofMinutes(5), 32));

    assertThat(plan.indexes()).contains("schedule_executions_due", "schedule_executions_lease");
    assertThat(plan.scannedTables()).isEmpty();
    assertThat(plan.rowsRead("schedule_executions")).isLessThan(500);
    assertThat(plan.rowsRead("schedule_decisions")).isLessThan(500);
  }

  @Test
  void whatHasExpiredIsFoundWithoutReadingTheHistory() {
    Plan plan = planOf(connection -> rows(connection).expire(500));

    assertThat(plan.scannedTables()).isEmpty();
    assertThat(plan.rowsRead("schedule_executions")).isLessThan(500);
    assertThat(plan.rowsRead("schedule_decisions")).isLessThan(500);
  }

  private static ExecutionRepository rows(Connection connection) {
    return new ExecutionRepository(connection, LIVE.bean(RunReports.class));
  }

  private static Plan planOf(Consumer<Connection> work) {
    return Plans.of(DATABASE, work).getFirst();
  }
}
