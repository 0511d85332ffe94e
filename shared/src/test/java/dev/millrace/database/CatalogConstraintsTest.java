package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;

import dev.millrace.testing.MigratedDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must not be written of the catalog can not be. */
class CatalogConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private final UUID exercise = UUID.randomUUID();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void aJobAndARunWait() {
    DATABASE.clear();
    DATABASE.execute("INSERT INTO exercises (id, base_name) VALUES (?, 'Squat')", exercise);
    job("key");
    DATABASE.execute(
        """
        INSERT INTO catalog_run_history (id, command, origin, actor, organization_id)
        VALUES (gen_random_uuid(), 'review', 'operator', 'a', 'o')
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a_running_job_holds_a_lease     | status = 'running', started_at = now()
          a_running_job_holds_a_lease     | lease_until = now(), lease_token = gen_random_uuid(), lease_owner = 'w'
          a_jobs_lease_has_a_token        | status = 'running', started_at = now(), lease_until = now()
          a_running_job_has_started       | status = 'running', lease_until = now(), lease_token = gen_random_uuid(), lease_owner = 'w'
          a_blocked_job_says_why          | status = 'blocked'
          only_an_apply_job_is_blocked    | status = 'blocked', blocked_reason = 'r', mode = 'dry_run'
          an_ended_job_has_a_time         | status = 'completed', result = 'unchanged'
          a_completed_job_has_a_result    | status = 'completed', ended_at = now()
          an_applied_job_has_a_change     | status = 'completed', ended_at = now(), result = 'applied'
          a_dry_run_applies_nothing       | status = 'completed', ended_at = now(), result = 'applied', mode = 'dry_run', change_id = gen_random_uuid()
          an_apply_job_is_not_only_planned | status = 'completed', ended_at = now(), result = 'planned'
          a_failed_job_has_a_reason       | status = 'failed', ended_at = now()
          only_an_add_has_no_exercise     | exercise_id = NULL
          catalog_jobs_type_check         | type = 'delete'
          """)
  void aJobsStateIsTiedToItsTimesAndItsLease(String constraint, String assignments) {
    assertRefusedBy(constraint, () -> DATABASE.execute("UPDATE catalog_jobs SET " + assignments));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a_running_run_holds_a_lease       | state = 'running', started_at = now()
          a_run_that_is_held_has_a_holder   | state = 'running', started_at = now(), lease_until = now()
          an_ended_catalog_run_has_a_time   | state = 'finished', outcome = 'done'
          a_finished_run_has_an_outcome     | state = 'finished', ended_at = now()
          a_failed_catalog_run_has_a_reason | state = 'failed', ended_at = now()
          """)
  void aRunsStateIsTiedToItsTimesAndItsLease(String constraint, String assignments) {
    assertRefusedBy(
        constraint, () -> DATABASE.execute("UPDATE catalog_run_history SET " + assignments));
  }

  @Test
  void whatIsAskedForIsOpenOnce() {
    assertRefusedBy("catalog_jobs_open_once", () -> job("key"));

    DATABASE.execute(
        "UPDATE catalog_jobs SET status = 'completed', result = 'unchanged', ended_at = now()");
    job("key");
  }

  @Test
  void anExercisesVersionIsReachedByOneChange() {
    change(1);

    assertRefusedBy("a_version_is_reached_once", () -> change(1));
  }

  @Test
  void aNameIsOfferedOnce() {
    assertRefusedBy(
        "exercises_name",
        () ->
            DATABASE.execute(
                "INSERT INTO exercises (id, base_name) VALUES (gen_random_uuid(), 'SQUAT')"));
  }

  private void job(String key) {
    DATABASE.execute(
        """
        INSERT INTO catalog_jobs (id, type, mode, exercise_id, subject_key, dedupe_key, finding, reason, filed_by,
                                  organization_id)
        VALUES (gen_random_uuid(), 'fix', 'apply', ?, 's', ?, 'finding', 'r', 't', 'o')
        """,
        exercise,
        key);
  }

  private void change(int version) {
    DATABASE.execute(
        """
        INSERT INTO catalog_changes (id, exercise_id, operation, after, version_after, actor)
        VALUES (gen_random_uuid(), ?, 'add', '{}', ?, 'a')
        """,
        exercise,
        version);
  }
}
