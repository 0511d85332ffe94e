package dev.millrace.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sweep reads what is due and little else, however large the table. */
class PlansTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final String PUBLICATION_INDEX = "content_requests_publication";
  private static final String LEASE_INDEX = "content_requests_lease";

  private final DispatchRepository repository = DATABASE.bean(DispatchRepository.class);

  /** 25,000 ended, 25,000 published one after the other over the last hour, none claimed. */
  @BeforeAll
  static void fill() {
    DATABASE.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, status, progress, started_at,
           completed_at, published_at, next_publish_at)
        SELECT gen_random_uuid(), 'o', n::text, 's' || n % 100, 't', 'g', 'lesson',
               CASE WHEN n % 2 = 0 THEN 'completed' ELSE 'pending' END,
               CASE WHEN n % 2 = 0 THEN 100 ELSE 0 END,
               CASE WHEN n % 2 = 0 THEN now() END, CASE WHEN n % 2 = 0 THEN now() END,
               now() - interval '1 hour' + n * interval '72 milliseconds',
               CASE WHEN n % 2 = 1 THEN now() - interval '59 minutes' + n * interval '72 milliseconds' END
        FROM generate_series(1, 50000) n
        """);
    DATABASE.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, status, started_at,
           lease_token, lease_owner, lease_until, next_publish_at)
        SELECT gen_random_uuid(), 'o', 'leased-' || n, 's', 't', 'g', 'lesson', 'processing', now(),
               gen_random_uuid(), 'w', now() + interval '1 hour', now() + interval '2 hours'
        FROM generate_series(1, 1000) n
        """);
    DATABASE.execute("VACUUM ANALYZE content_requests");
  }

  @BeforeEach
  void nobodyIsAlive() {
    DATABASE.execute("DELETE FROM service_heartbeats");
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void withNothingDueTheSweepReadsNoRow() {
    Plan plan = takeDue();

    assertThat(plan.indexes()).as(plan::toString).contains(PUBLICATION_INDEX);
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isZero();
    assertThat(plan.pages()).as(plan::toString).isLessThan(20);
  }

  @Test
  void underABacklogABusyWorkerMakesNothingDueButWhatItOvertook() {
    worker("now() - interval '1 hour' + 20 * interval '72 milliseconds'", "NULL");

    Plan plan = takeDue();

    assertThat(plan.indexes()).as(plan::toString).contains(PUBLICATION_INDEX);
    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(100);
  }

  @Test
  void anIdleWorkerMakesOneSetDueAndNoMoreIsRead() {
    worker("now() - interval '1 hour'", "now() - interval '10 minutes'");

    Plan plan = takeDue();

    assertThat(plan.indexes()).as(plan::toString).contains(PUBLICATION_INDEX);
    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThanOrEqualTo(4 * 500);
  }

  @Test
  void theSameIndexServesWhenTheParametersAreNotKnown() {
    Plan plan =
        Plans.genericOf(DATABASE, connection -> repository.takeDue(connection, 500)).getFirst();

    assertThat(plan.indexes()).as(plan::toString).contains(PUBLICATION_INDEX);
    assertThat(plan.scannedTables()).as(plan::toString).doesNotContain("content_requests");
    assertThat(plan.steps("Sort")).as(plan::toString).isEmpty();
  }

  @Test
  void endedLeasesAreFoundByTheirIndex() {
    Plan none = Plans.of(DATABASE, repository::freeEndedLeases).getFirst();
    Plan generic = Plans.genericOf(DATABASE, repository::freeEndedLeases).getFirst();

    assertThat(none.indexes()).as(none::toString).contains(LEASE_INDEX);
    assertThat(none.rowsRead("content_requests")).as(none::toString).isZero();
    assertThat(none.pages()).as(none::toString).isLessThan(20);
    assertThat(generic.indexes()).as(generic::toString).contains(LEASE_INDEX);
    assertThat(generic.scannedTables()).as(generic::toString).doesNotContain("content_requests");
  }

  private Plan takeDue() {
    return Plans.of(DATABASE, connection -> repository.takeDue(connection, 500)).getFirst();
  }

  private static void worker(String newestClaim, String idleSince) {
    DATABASE.execute(
        """
        INSERT INTO service_heartbeats (instance_id, service, version, newest_claim_published_at, idle_since)
        VALUES ('worker-1', 'content-worker', '1', %s, %s)
        """
            .formatted(newestClaim, idleSince));
  }
}
