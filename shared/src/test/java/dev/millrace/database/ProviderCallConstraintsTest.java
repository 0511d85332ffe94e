package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link SchemaConstraintsTest}, of calls of models, their budgets and kept answers. */
class ProviderCallConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private static final String ENDED = "ended_at = now(), ";

  /** A change of a legal row that breaks one rule. */
  record Illegal(String table, String constraint, String change) {}

  @BeforeAll
  static void insert() {
    DATABASE.execute(
        """
        INSERT INTO provider_calls
          (id, organization_id, subject_kind, subject_id, lease_token, step, attempt, provider, model, kind,
           prompt_version, work_hash, state, estimated_cost, cost, spent_on)
        VALUES (gen_random_uuid(), 'o', 'content_request', gen_random_uuid(), gen_random_uuid(), 'content', 1, 'p', 'm',
                'content-lesson', '1', sha256('work'), 'dispatched', 0.5, 0.5, '2030-01-01')
        """);
    DATABASE.execute("INSERT INTO budgets (organization_id, updated_by) VALUES ('o', 'somebody')");
    DATABASE.execute("INSERT INTO budget_days (organization_id, day) VALUES ('o', '2030-01-01')");
    DATABASE.execute(
        """
        INSERT INTO call_cache (organization_id, work_hash, provider, model, kind, answer)
        VALUES ('o', sha256('work'), 'p', 'm', 'content-lesson', '')
        """);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static Stream<Illegal> illegal() {
    return Stream.of(
        call("provider_calls_subject_kind_check", "subject_kind = 'somebody'"),
        call("provider_calls_step_check", "step = ''"),
        call("provider_calls_attempt_check", "attempt = 0"),
        call("provider_calls_work_hash_check", "work_hash = ''"),
        call("provider_calls_state_check", ENDED + "state = 'lost'"),
        call("provider_calls_external_id_check", "external_id = ''"),
        call("provider_calls_resumptions_check", "resumptions = -1"),
        call("provider_calls_input_tokens_check", "input_tokens = -1"),
        call("a_call_in_flight_has_not_ended", "ended_at = now()"),
        call("a_call_in_flight_has_not_ended", "state = 'succeeded', latency_ms = 1"),
        call("a_call_that_failed_has_a_class", ENDED + "state = 'failed', latency_ms = 1"),
        call("a_call_that_failed_has_a_class", "error_class = 'timeout'"),
        call("an_answered_call_took_its_time", ENDED + "state = 'succeeded'"),
        call("what_is_unknown_costs_its_estimate", "cost = 0.4"),
        call(
            "what_is_unknown_costs_its_estimate",
            ENDED + "state = 'unknown', error_class = 'outcome_unknown', cost = 0"),
        call("what_was_there_costs_nothing", "cached = true"),
        call(
            "what_was_there_costs_nothing",
            ENDED + "state = 'succeeded', latency_ms = 0, cached = true"),
        call("only_an_unknown_call_is_acknowledged", "acknowledged_at = now()"),
        new Illegal("budgets", "budgets_per_day_check", "per_day = -1"),
        new Illegal("budgets", "budgets_on_exceed_check", "on_exceed = 'stop'"),
        new Illegal("budget_days", "budget_days_spent_check", "spent = -1"),
        new Illegal("call_cache", "call_cache_work_hash_check", "work_hash = ''"),
        new Illegal("call_cache", "a_picture_is_whole", "media_type = 'image/png'"),
        new Illegal("call_cache", "a_picture_is_whole", "width = 1, height = 1"));
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatMustNotBeCannotBeWritten(Illegal illegal) {
    assertRefusedBy(
        illegal.constraint(),
        () -> DATABASE.execute("UPDATE " + illegal.table() + " SET " + illegal.change()));
  }

  @Test
  void aCallMayEndInEveryWay() {
    assertThat(
            DATABASE.execute(
                "UPDATE provider_calls SET state = 'unknown', error_class = 'timeout', ended_at = now()"))
        .isEqualTo(1);
    assertThat(DATABASE.execute("UPDATE provider_calls SET acknowledged_at = now()")).isEqualTo(1);
    assertThat(
            DATABASE.execute(
                """
                UPDATE provider_calls
                SET state = 'dispatched', error_class = NULL, ended_at = NULL, acknowledged_at = NULL
                """))
        .isEqualTo(1);
  }

  private static Illegal call(String constraint, String change) {
    return new Illegal("provider_calls", constraint, change);
  }
}
