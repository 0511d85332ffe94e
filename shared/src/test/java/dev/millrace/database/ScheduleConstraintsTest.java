package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.ScheduleRows;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link SchemaConstraintsTest}, of schedules and their ledger. */
class ScheduleConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final UUID SCHEDULE = ScheduleRows.running(DATABASE);

  /** A change of a legal row that breaks one rule; {@code ?} is the schedule's id. */
  record Illegal(String constraint, String change) {}

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static Stream<Illegal> illegal() {
    return Stream.of(schedules(), decisions(), executions(), shadows()).flatMap(each -> each);
  }

  private static Stream<Illegal> schedules() {
    return Stream.of(
        schedule("schedules_organization_id_check", "organization_id = ''"),
        schedule("schedules_name_check", "name = repeat('n', 129)"),
        schedule("schedules_dedupe_key_check", "dedupe_key = ''"),
        schedule("schedules_job_type_check", "job_type = 'Nightly report'"),
        schedule("schedules_job_type_check", "job_type = 'nightly-'"),
        schedule("schedules_job_type_check", "job_type = repeat('j', 65)"),
        schedule("schedules_payload_check", "payload = '[]'"),
        schedule(
            "schedules_trigger_kind_check",
            "trigger_kind = 'moon', cron = NULL, time_zone = NULL, starts_at = now()"),
        schedule("schedules_cron_check", "cron = ''"),
        schedule("schedules_time_zone_check", "time_zone = ''"),
        schedule(
            "schedules_every_seconds_check",
            "trigger_kind = 'interval', cron = NULL, time_zone = NULL, starts_at = now(),"
                + " every_seconds = 0"),
        schedule("schedules_misfire_check", "misfire = 'some'"),
        schedule("schedules_misfire_max_check", "misfire_max = 101"),
        schedule("schedules_max_lateness_seconds_check", "max_lateness_seconds = 0"),
        schedule("schedules_overlap_check", "overlap = 'kill'"),
        schedule("schedules_max_attempts_check", "max_attempts = 0"),
        schedule("schedules_backoff_seconds_check", "backoff_seconds = 0"),
        schedule("schedules_jitter_seconds_check", "jitter_seconds = -1"),
        schedule("schedules_max_runtime_seconds_check", "max_runtime_seconds = 0"),
        schedule("schedules_status_check", "status = 'lost', next_fire_at = NULL"),
        schedule("schedules_version_check", "version = 0"),
        schedule("a_cron_has_a_zone", "time_zone = NULL"),
        schedule("an_interval_has_a_length", "every_seconds = 60"),
        schedule("what_is_no_cron_has_a_start", "starts_at = now()"),
        schedule("only_what_is_active_is_looked_for", "status = 'paused', paused_at = now()"),
        schedule("active_has_a_time", "next_fire_at = NULL"),
        schedule("ended_has_no_next_slot", "status = 'ended', next_fire_at = NULL"),
        schedule("paused_has_a_time", "paused_at = now()"),
        schedule("deleted_has_a_time", "deleted_at = now()"),
        schedule(
            "deleted_has_no_dedupe_key",
            "status = 'deleted', deleted_at = now(), next_fire_at = NULL, dedupe_key = 'key'"),
        new Illegal(
            "schedules_dedupe_key",
            """
            INSERT INTO schedules
              (id, organization_id, name, dedupe_key, job_type, trigger_kind, starts_at, next_due_at, next_fire_at)
            SELECT gen_random_uuid(), 'o', 'twice', ?::text, 'http', 'once', now(), now(), now()
            FROM generate_series(1, 2)
            """));
  }

  private static Stream<Illegal> decisions() {
    return Stream.of(
        decision("only_skipped_slots_are_a_run", "slots = 0"),
        decision("schedule_decisions_cause_check", "cause = 'whim'"),
        decision(
            "schedule_decisions_decision_check",
            "decision = 'lost', fired_at = NULL, run_state = NULL, run_until = NULL, topic = NULL,"
                + " next_publish_at = NULL, reason = 'misfire'"),
        decision("schedule_decisions_reason_check", "reason = 'mood'"),
        decision("schedule_decisions_execution_key_check", "execution_key = ''"),
        decision("schedule_decisions_run_state_check", "run_state = 'lost', ended_at = now()"),
        decision("schedule_decisions_publications_check", "publications = -1"),
        decision("only_skipped_slots_are_a_run", "slots = 2, last_due_at = due_at + interval '1s'"),
        decision("only_skipped_slots_are_a_run", "last_due_at = due_at + interval '1 second'"),
        decision(
            "what_did_not_fire_has_a_reason",
            "decision = 'deferred', fired_at = NULL, run_state = NULL, run_until = NULL, topic ="
                + " NULL, next_publish_at = NULL"),
        decision("skipped_has_no_key", "execution_key = NULL"),
        decision("fired_has_a_time", "fired_at = NULL"),
        decision("fired_has_a_run", "run_state = NULL, run_until = NULL"),
        decision("a_run_has_a_limit", "run_until = NULL"),
        decision("an_ended_run_has_a_time", "run_state = 'finished'"),
        decision("an_ended_run_has_a_time", "ended_at = now()"),
        decision("what_is_published_has_a_topic", "topic = NULL"),
        decision(
            "only_fired_is_published",
            "decision = 'deferred', reason = 'overlap', fired_at = NULL, run_state = NULL,"
                + " run_until = NULL"),
        new Illegal(
            "schedule_decisions_pkey",
            "INSERT INTO schedule_decisions SELECT * FROM schedule_decisions WHERE schedule_id ="
                + " ?"),
        new Illegal(
            "schedule_decisions_execution",
            """
            INSERT INTO schedule_decisions
              (schedule_id, due_at, last_due_at, decision, execution_key, job_type, fired_at, run_state, run_until)
            SELECT schedule_id, due_at + interval '1 second', due_at + interval '1 second', decision, execution_key,
                   job_type, fired_at, run_state, run_until
            FROM schedule_decisions WHERE schedule_id = ?
            """),
        new Illegal(
            "schedule_decisions_waiting",
            """
            INSERT INTO schedule_decisions
              (schedule_id, due_at, last_due_at, decision, reason, execution_key, job_type)
            SELECT ?, to_timestamp(n), to_timestamp(n), 'deferred', 'overlap', n::text, 'http'
            FROM generate_series(1, 2) n
            """));
  }

  private static Stream<Illegal> executions() {
    return Stream.of(
        execution("schedule_executions_payload_check", "payload = '[]'"),
        execution(
            "schedule_executions_state_check",
            "state = 'lost', lease_until = NULL, next_attempt_at = NULL"),
        execution("schedule_executions_attempts_check", "attempts = -1"),
        execution("schedule_executions_max_attempts_check", "max_attempts = 0"),
        execution("schedule_executions_backoff_seconds_check", "backoff_seconds = 0"),
        execution("waiting_has_a_next_attempt", "next_attempt_at = now()"),
        execution("running_holds_a_lease", "lease_until = NULL"),
        execution("an_executions_lease_has_a_token", "lease_token = NULL"),
        execution("an_ended_execution_has_a_time", "ended_at = now()"),
        execution(
            "a_failed_execution_has_an_error",
            "state = 'failed', lease_until = NULL, ended_at = now()"));
  }

  private static Stream<Illegal> shadows() {
    return Stream.of(
        shadow("shadow_decisions_slots_check", "0, 'fired', NULL, 'key'"),
        shadow("shadow_decisions_decision_check", "1, 'lost', 'misfire', 'key'"),
        shadow("shadow_decisions_reason_check", "1, 'skipped', 'mood', NULL"),
        shadow("shadow_decisions_execution_key_check", "1, 'fired', NULL, ''"),
        shadow("a_shadow_that_did_not_fire_has_a_reason", "1, 'skipped', NULL, NULL"),
        shadow("only_skipped_shadows_are_a_run", "2, 'fired', NULL, 'key'"),
        shadow("a_skipped_shadow_has_no_key", "1, 'fired', NULL, NULL"),
        cursor("shadow_cursors_version_check", "0, now(), now()"),
        cursor("a_cursor_follows_from_its_first_slot", "1, now(), now() + interval '1 hour'"));
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatBreaksARuleIsRefused(Illegal illegal) {
    assertRefusedBy(illegal.constraint(), () -> DATABASE.execute(illegal.change(), SCHEDULE));
  }

  @Test
  void everyCheckHasACaseHere() {
    List<String> covered = illegal().map(Illegal::constraint).toList();

    assertThat(
            DATABASE.list(
                """
                SELECT conname FROM pg_constraint
                WHERE contype = 'c'
                  AND conrelid IN ('schedules'::regclass, 'schedule_decisions'::regclass,
                                   'schedule_executions'::regclass, 'shadow_decisions'::regclass,
                                   'shadow_cursors'::regclass)
                """,
                row -> row.getString("conname")))
        .isSubsetOf(covered);
  }

  private static Illegal schedule(String constraint, String change) {
    return new Illegal(constraint, "UPDATE schedules SET " + change + " WHERE id = ?");
  }

  private static Illegal decision(String constraint, String change) {
    return new Illegal(
        constraint, "UPDATE schedule_decisions SET " + change + " WHERE schedule_id = ?");
  }

  private static Illegal execution(String constraint, String change) {
    return new Illegal(
        constraint, "UPDATE schedule_executions SET " + change + " WHERE schedule_id = ?");
  }

  private static Illegal shadow(String constraint, String values) {
    return new Illegal(
        constraint,
        "INSERT INTO shadow_decisions (schedule_id, due_at, last_due_at, slots, decision, reason,"
            + " execution_key) VALUES (?, now(), now(), "
            + values
            + ")");
  }

  private static Illegal cursor(String constraint, String values) {
    return new Illegal(
        constraint,
        "INSERT INTO shadow_cursors (schedule_id, version, next_due_at, first_due_at) VALUES (?, "
            + values
            + ")");
  }
}
