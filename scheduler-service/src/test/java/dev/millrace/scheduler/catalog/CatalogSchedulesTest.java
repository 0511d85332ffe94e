package dev.millrace.scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.testing.LiveScheduler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The schedules of the catalog, as starts of the service leave them. */
final class CatalogSchedulesTest {
  private static final Map<String, Object> WANTED = Map.of("CATALOG_SCHEDULES", "true");

  @Test
  void theyAreMadeOnceAndStayAsTheyWereChanged() {
    try (LiveScheduler scheduler = LiveScheduler.start(WANTED)) {
      await().until(() -> schedules(scheduler).size() == 5);
      assertThat(schedules(scheduler))
          .containsExactly(
              "catalog-backup 0 2 * * * UTC skip {}",
              "catalog-cleanup 0 8 * * * UTC skip {}",
              "catalog-review 0 */3 * * * UTC skip {\"apply\": true, \"max_exercises\": 1000}",
              "catalog-watchdog 0 */6 * * * UTC skip {}",
              "catalog-worker */15 * * * * UTC skip {\"apply\": true}");
      scheduler
          .database()
          .execute("UPDATE schedules SET cron = '0 4 * * *' WHERE job_type = 'catalog-cleanup'");
      scheduler.database().execute("DELETE FROM schedules WHERE job_type = 'catalog-backup'");

      scheduler.another(WANTED);

      await().until(() -> schedules(scheduler).size() == 5);
      assertThat(schedules(scheduler)).contains("catalog-cleanup 0 4 * * * UTC skip {}");
    }
  }

  @Test
  void nobodyIsGivenThemUnasked() {
    try (LiveScheduler scheduler = LiveScheduler.start()) {
      assertThat(scheduler.another(Map.of()).findBean(CatalogSchedules.class)).isEmpty();
      assertThat(schedules(scheduler)).isEmpty();
    }
  }

  private static List<String> schedules(LiveScheduler scheduler) {
    return scheduler
        .database()
        .list(
            """
            SELECT job_type || ' ' || cron || ' ' || time_zone || ' ' || overlap || ' ' || payload AS schedule
            FROM schedules
            WHERE organization_id = 'default' AND dedupe_key = job_type
            ORDER BY job_type
            """,
            row -> row.getString("schedule"));
  }
}
