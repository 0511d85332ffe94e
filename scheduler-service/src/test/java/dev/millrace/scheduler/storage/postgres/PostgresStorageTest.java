package dev.millrace.scheduler.storage.postgres;

import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.StorageTests;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

class PostgresStorageTest extends StorageTests {
  @BeforeEach
  void clear() {
    live.clear();
  }

  @Override
  protected ScheduleStorage storage() {
    return live.bean(PostgresStorage.class);
  }

  @Override
  protected void lease(String executionKey, Instant until) {
    database.execute(
        """
        UPDATE schedule_executions
        SET state = 'running', attempts = 1, next_attempt_at = NULL, lease_token = gen_random_uuid(),
            lease_owner = 'somebody', lease_until = ?::timestamptz, started_at = now()
        WHERE execution_key = ?
        """,
        until.toString(),
        executionKey);
  }

  @Override
  protected void makeUnreadable(UUID schedule) {
    database.execute(
        """
        UPDATE schedules
        SET trigger_kind = 'cron', cron = 'never', time_zone = 'UTC', every_seconds = NULL, starts_at = NULL
        WHERE id = ?
        """,
        schedule);
  }

  @Override
  protected List<String> audited() {
    return database.list("SELECT action FROM audit_log ORDER BY id", row -> row.getString(1));
  }
}
