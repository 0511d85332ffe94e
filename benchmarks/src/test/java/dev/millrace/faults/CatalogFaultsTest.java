package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Workers that die, or stand still, while they apply changes to the exercise catalog. A brake in
 * the database stops them where it hurts: with changes written that are not committed.
 */
@Tag("faults")
final class CatalogFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int EXERCISES = 2_000;
  private static final Map<String, String> APPLYING = Map.of("CATALOG_APPLY_ENABLED", "true");
  private static final Installation MILLRACE = installation();

  @AfterAll
  static void close() {
    MILLRACE.close();
  }

  @BeforeEach
  void fill() {
    MILLRACE.database().clear();
    execute(
        """
        INSERT INTO exercises (id, base_name, equipment, movement_pattern, primary_muscles, difficulty, instructions)
        SELECT gen_random_uuid(), 'Squat of kind ' || n, 'barbell', 'squat', ARRAY['quads'], 'beginner',
               ARRAY['Bend hips and knees together until the thighs are level, then stand up again.']
        FROM generate_series(1, ?) AS n
        """,
        EXERCISES);
    execute(
        """
        INSERT INTO catalog_jobs (id, type, mode, exercise_id, subject_key, dedupe_key, finding, reason, payload,
                                  filed_by, organization_id, max_attempts)
        SELECT gen_random_uuid(), 'fix', 'apply', id, id::text, id::text, 'too_easy', 'It is hard.',
               '{"changes": {"difficulty": "advanced"}}', 'test', 'default', 9
        FROM exercises
        """);
    execute(
        "INSERT INTO catalog_backups (name, exercises, created_by) VALUES ('before', 0, 'test')");
  }

  @Test
  void aChangeIsWholeOrAbsentWhenItsWorkerIsKilled() throws SQLException {
    try (Brake brake = Brake.put()) {
      Service worker = shortLived();
      brake.awaitStopped(worker);
      worker.kill();
    }
    awaitNoSessionButOurs();
    assertThat(wrong()).isZero();
    assertThat(count("exercises WHERE version = 2")).as("what was done before").isPositive();
    assertThat(count("catalog_jobs WHERE status = 'running'")).as("of the dead").isPositive();
    assertThat(count("catalog_locks")).isPositive();

    awaitEndedLeases();
    Service watchdog = command("run-watchdog", Map.of());
    assertThat(watchdog.exitCode()).as(watchdog.log()).isZero();
    assertThat(count("catalog_locks")).isZero();
    assertThat(count("catalog_jobs WHERE status = 'running'")).isZero();

    assertThatAllIsDoneOnce();
  }

  @Test
  void aWorkerThatStoodStillChangesNothingThatAnotherHasTaken() throws SQLException {
    Service worker;
    try (Brake brake = Brake.put()) {
      worker = shortLived();
      brake.awaitStopped(worker);
      worker.freeze();
    }
    try {
      awaitEndedLeases();
      long before = count("catalog_changes");
      Service another = command("run-worker", APPLYING, "--apply");
      assertThat(another.exitCode()).as(another.log()).isZero();
      assertThat(count("catalog_changes")).as("and what another has taken").isGreaterThan(before);

      worker.thaw();
      worker.exitCode();

      assertThat(worker.log()).containsAnyOf("lease.lost", "job_lost");
    } finally {
      // One that stands still would hold its rows against whatever comes next.
      worker.kill();
    }
    assertThatAllIsDoneOnce();
  }

  private static void assertThatAllIsDoneOnce() {
    Service last = command("run-worker", APPLYING, "--apply");
    assertThat(last.exitCode()).as(last.log()).isZero();
    assertThat(count("catalog_jobs WHERE status = 'completed'")).isEqualTo(EXERCISES);
    assertThat(count("exercises WHERE version = 2")).isEqualTo(EXERCISES);
    assertThat(count("catalog_changes")).isEqualTo(EXERCISES);
    assertThat(count("catalog_locks")).isZero();
    assertThat(wrong()).isZero();
  }

  /** A worker whose leases end soon after it. */
  private static Service shortLived() {
    Map<String, String> environment = new HashMap<>(APPLYING);
    environment.put("MILLRACE_WORKER_CATALOG_LEASE", "2s");
    return command("run-worker", environment, "--apply");
  }

  private static Service command(String name, Map<String, String> more, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addFirst(name);
    return MILLRACE.worker(arguments, more);
  }

  /** What a dead worker has left at the database, which ends once it answers nobody. */
  private static void awaitNoSessionButOurs() {
    await("the end of the dead worker's sessions")
        .atMost(PATIENCE)
        .until(() -> count("pg_stat_activity WHERE application_name LIKE 'worker-%'") == 0);
  }

  private static void awaitEndedLeases() {
    await("the end of the leases")
        .atMost(PATIENCE)
        .until(() -> count("catalog_jobs WHERE lease_until > now()") == 0);
  }

  /** Exercises that disagree with the journal or with their jobs, and changes without a job. */
  private static long wrong() {
    return MILLRACE
        .database()
        .number(
            """
            SELECT count(*)
            FROM exercises e
            JOIN catalog_jobs j ON j.exercise_id = e.id
            FULL JOIN catalog_changes c ON c.exercise_id = e.id
            WHERE e.id IS NULL
               OR (e.version = 2) <> (c.id IS NOT NULL)
               OR (e.difficulty = 'advanced') <> (c.id IS NOT NULL)
               OR (j.status = 'completed') <> (c.id IS NOT NULL)
               OR c.job_id IS DISTINCT FROM j.id AND c.id IS NOT NULL
               OR j.change_id IS DISTINCT FROM c.id
            """);
  }

  private static long count(String rows) {
    return MILLRACE.database().count(rows);
  }

  private static void execute(String sql, Object... parameters) {
    MILLRACE.database().execute(sql, parameters);
  }

  private static Installation installation() {
    Installation millrace = Installation.start("catalog");
    Brake.install(millrace);
    return millrace;
  }

  /**
   * While it is put, whoever has changed more exercises than a few stops before it can commit. To
   * be taken off again by closing it.
   */
  private record Brake(Connection holder) implements AutoCloseable {
    static void install(Installation millrace) {
      millrace
          .database()
          .execute(
              """
              CREATE FUNCTION brake() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN
                IF EXISTS (SELECT FROM settled WHERE status = 'completed')
                   AND (SELECT count(*) FROM catalog_changes) > 600 THEN
                  PERFORM pg_advisory_xact_lock_shared(7);
                END IF;
                RETURN NULL;
              END $$
              """);
      millrace
          .database()
          .execute(
              """
              CREATE TRIGGER brake AFTER UPDATE ON catalog_jobs REFERENCING NEW TABLE AS settled
              FOR EACH STATEMENT EXECUTE FUNCTION brake()
              """);
    }

    static Brake put() throws SQLException {
      Connection holder = MILLRACE.database().connect();
      try (Statement statement = holder.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(7)");
      }
      return new Brake(holder);
    }

    void awaitStopped(Service worker) {
      await("a worker that applies")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .failFast(() -> assertThat(worker.isAlive()).as(worker.log()).isTrue())
          .until(() -> count("pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0);
    }

    @Override
    public void close() throws SQLException {
      holder.close();
    }
  }
}
