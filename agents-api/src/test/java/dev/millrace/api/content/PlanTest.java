package dev.millrace.api.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.content.RequestStatus;
import dev.millrace.failure.FailureClass;
import dev.millrace.paging.Cursor;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.Plan;
import dev.millrace.testing.Plans;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plans that Postgres makes for our lists on a table of many organizations and students. */
final class PlanTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  @BeforeAll
  static void fill() {
    DATABASE.execute(
        """
        INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level, format,
          status, created_at, next_publish_at, failed_at, completed_at, progress, error_class, error_message,
          error_fingerprint)
        SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'large' ELSE 'org-' || n % 31 END, 'c-' || n, 'student-' || n % 200, 't', 'g', 'lesson', status,
          now() - n * interval '1 second',
          CASE status WHEN 'pending' THEN now() END,
          CASE status WHEN 'failed' THEN now() END,
          CASE status WHEN 'completed' THEN now() END,
          CASE status WHEN 'completed' THEN 100 ELSE 0 END,
          CASE status WHEN 'failed' THEN CASE WHEN n % 50 = 0 THEN 'content_policy' ELSE 'transient' END END,
          CASE status WHEN 'failed' THEN 'm' END,
          CASE status WHEN 'failed' THEN 'f' END
        FROM generate_series(1, 30000) n
        CROSS JOIN LATERAL (
          SELECT CASE WHEN n % 10 = 0 THEN 'failed' WHEN n % 10 = 3 THEN 'pending' ELSE 'completed' END AS status
        ) s
        """);
    DATABASE.execute("ANALYZE content_requests");
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void aListOfAStatusReadsTheIndexOfTheOrganization() {
    Plan plan = plan(filter(RequestStatus.FAILED, null, null, null), null);

    assertThat(plan.indexes())
        .as(plan::toString)
        .containsExactly("idx_content_requests_org_status_created");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(200);
  }

  @Test
  void aListOfEverythingMergesTheSameIndexByStatus() {
    Plan plan = plan(filter(null, null, null, null), null);

    assertThat(plan.indexes())
        .as(plan::toString)
        .containsExactly("idx_content_requests_org_status_created");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(500);
  }

  @Test
  void aPageFromTheMiddleReadsNoMoreThanTheFirst() {
    Plan plan =
        plan(
            filter(null, null, null, null),
            new Cursor(Instant.now().minusSeconds(10_000), UUID.randomUUID()));

    assertThat(plan.indexes())
        .as(plan::toString)
        .containsExactly("idx_content_requests_org_status_created");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(500);
  }

  @Test
  void aListOfAStudentReadsTheIndexOfStudents() {
    Plan all = plan(filter(null, "student-8", null, null), null);
    Plan some = plan(filter(RequestStatus.COMPLETED, "student-8", null, null), null);

    assertThat(all.indexes())
        .as(all::toString)
        .containsExactly("idx_content_requests_student_status_created");
    assertThat(some.indexes())
        .as(some::toString)
        .containsExactly("idx_content_requests_student_status_created");
    assertThat(all.rowsRead("content_requests")).as(all::toString).isLessThan(300);
  }

  @Test
  void aListOfFailuresByClassReadsTheIndexOfFailures() {
    Plan plan = plan(filter(null, null, null, FailureClass.CONTENT_POLICY), null);

    assertThat(plan.indexes())
        .as(plan::toString)
        .containsExactly("idx_content_requests_failed_debugging");
  }

  @Test
  void aCorrelationIdIsFoundByAnIndexThatHoldsIt() {
    Plan plan = plan(filter(RequestStatus.PENDING, null, "c-63", null), null);

    assertThat(plan.indexes())
        .as(plan::toString)
        .isSubsetOf("idx_content_requests_correlation_status", "content_requests_correlation");
    assertThat(plan.rowsRead("content_requests")).as(plan::toString).isLessThan(5);
  }

  private static RequestFilter filter(
      @Nullable RequestStatus status,
      @Nullable String student,
      @Nullable String correlation,
      @Nullable FailureClass errorClass) {
    String organization = student == null && errorClass == null ? "org-1" : "large";
    return new RequestFilter(organization, status, student, correlation, errorClass, null, null);
  }

  private static Plan plan(RequestFilter filter, @Nullable Cursor cursor) {
    RequestListRepository lists = new RequestListRepository();
    return Plans.of(DATABASE, connection -> lists.list(connection, filter, cursor, 51)).getFirst();
  }
}
