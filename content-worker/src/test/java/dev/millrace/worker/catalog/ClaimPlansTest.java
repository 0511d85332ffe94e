package dev.millrace.worker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.JobMode;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A claim reads what it takes, and not the queue. */
final class ClaimPlansTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final int QUEUED = 20_000;

  @BeforeAll
  static void fill() {
    DATABASE.execute(
        """
        INSERT INTO catalog_jobs (id, type, mode, exercise_id, subject_key, dedupe_key, finding, reason, filed_by,
                                  organization_id)
        SELECT gen_random_uuid(), 'fix', mode, gen_random_uuid(), mode || n, mode || n, 'finding', 'r', 't', 'o'
        FROM generate_series(1, ?) n, (VALUES ('dry_run'), ('apply')) modes (mode)
        """,
        QUEUED);
    DATABASE.execute("ANALYZE catalog_jobs");
    DATABASE.execute("ANALYZE catalog_locks");
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @ParameterizedTest
  @EnumSource(JobMode.class)
  void aClaimTakesItsJobsByTheIndex(JobMode mode) {
    QueueRepository queue = DATABASE.bean(QueueRepository.class);

    Plan plan =
        Plans.of(
                DATABASE,
                connection ->
                    queue.claim(
                        connection, mode, 100, UUID.randomUUID(), "w", Duration.ofMinutes(1)))
            .getFirst();

    assertThat(plan.indexes()).contains("catalog_jobs_due");
    assertThat(plan.scannedTables()).doesNotContain("catalog_jobs");
    assertThat(plan.rowsRead("catalog_jobs")).as(plan.toString()).isLessThan(1_000);
  }
}
