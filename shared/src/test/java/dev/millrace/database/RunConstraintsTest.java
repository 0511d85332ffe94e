package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;

import dev.millrace.testing.MigratedDatabase;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must not be written of runs can not be. */
class RunConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();
  private final UUID run = UUID.randomUUID();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void aRunWaits() {
    DATABASE.clear();
    DATABASE.execute(
        """
        INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, next_publish_at)
        VALUES (?, 'o', 'c', 'text', 'p', now())
        """,
        run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a_pending_run_is_due_for_publication          | next_publish_at = NULL
          a_processing_run_holds_a_lease                | lease_until = now(), lease_token = gen_random_uuid(), lease_owner = 'w'
          a_processing_run_holds_a_lease                | status = 'processing', started_at = now()
          a_processing_run_has_started                  | status = 'processing', lease_until = now(), lease_token = gen_random_uuid(), lease_owner = 'w'
          a_runs_lease_has_a_token                      | status = 'processing', started_at = now(), lease_until = now(), next_publish_at = now()
          a_processing_run_is_rescued_after_its_lease   | status = 'processing', started_at = now(), lease_until = now() + interval '1 h', lease_token = gen_random_uuid(), lease_owner = 'w'
          an_ended_run_is_not_published                 | status = 'cancelled', cancelled_at = now()
          a_cancelled_run_has_a_time                    | status = 'cancelled', next_publish_at = NULL
          a_failed_run_has_a_time                       | status = 'failed', next_publish_at = NULL, error_class = 'transient', error_message = 'm', error_fingerprint = 'f'
          a_failed_run_has_a_reason                     | status = 'failed', next_publish_at = NULL, failed_at = now()
          a_completed_run_has_a_time                    | status = 'completed', next_publish_at = NULL, outcome = 'task_created', progress = 100
          a_completed_run_has_an_outcome                | status = 'completed', next_publish_at = NULL, completed_at = now(), progress = 100
          a_completed_run_is_whole                      | status = 'completed', next_publish_at = NULL, completed_at = now(), outcome = 'task_created'
          a_run_without_a_task_says_why                 | status = 'completed', next_publish_at = NULL, completed_at = now(), progress = 100, outcome = 'no_task_created'
          only_a_processing_run_has_a_stage             | stage = 'plan'
          agent_runs_kind_check                         | kind = 'sculpture'
          a_runs_callback_url_is_bounded                | callback_url = ''
          """)
  void aRunsStateIsTiedToItsTimesAndItsLease(String constraint, String assignments) {
    assertRefusedBy(
        constraint,
        () -> DATABASE.execute("UPDATE agent_runs SET " + assignments + " WHERE id = ?", run));
  }

  @Test
  void aCorrelationIdNamesOneRunOfAnOrganization() {
    assertRefusedBy(
        "agent_runs_correlation",
        () ->
            DATABASE.execute(
                """
                INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, next_publish_at)
                VALUES (gen_random_uuid(), 'o', 'c', 'text', 'p', now())
                """));
  }

  @Test
  void aStepIsFinishedOnce() {
    log("plan", 1);

    assertRefusedBy("agent_logs_pkey", () -> log("plan", 1));
    assertRefusedBy("only_some_steps_have_a_second_round", () -> log("assemble", 2));
    assertRefusedBy("agent_logs_round_check", () -> log("review", 3));
  }

  @Test
  void aRunCompletesOnce() {
    event(1, "completed");

    assertRefusedBy("agent_run_events_completed_once", () -> event(2, "completed"));
  }

  @Test
  void aLetterIsOfOneRowAndADispatchOfARunLeavesOne() {
    letter(1);

    assertRefusedBy("dead_letters_of_a_runs_dispatch", () -> letter(1));
    assertRefusedBy("a_row_has_a_dispatch", () -> letter(null));
  }

  @Test
  void whatIsHandedOverIsEitherWaitingOrEnded() {
    DATABASE.execute(
        "INSERT INTO run_handovers (run_id, target, next_attempt_at) VALUES (?, 'admin', now())",
        run);

    assertRefusedBy(
        "a_waiting_handover_has_a_time",
        () -> DATABASE.execute("UPDATE run_handovers SET next_attempt_at = NULL"));
    assertRefusedBy(
        "an_ended_handover_has_a_time",
        () ->
            DATABASE.execute(
                "UPDATE run_handovers SET state = 'delivered', next_attempt_at = NULL"));
    assertRefusedBy(
        "only_a_waiting_handover_is_leased",
        () -> DATABASE.execute("UPDATE run_handovers SET lease_until = now()"));
  }

  @Test
  void aQuestionOfChatNamesWhereItsAnswerGoes() {
    question("spaces/A", "spaces/A/threads/T");

    assertRefusedBy(
        "chat_messages_space_check",
        () -> DATABASE.execute("UPDATE chat_messages SET space = 'spaces/A?x=1', thread = NULL"));
    assertRefusedBy(
        "chat_messages_thread_check",
        () -> DATABASE.execute("UPDATE chat_messages SET thread = 'spaces/A/threads/'"));
    assertRefusedBy(
        "a_thread_is_of_its_space",
        () -> DATABASE.execute("UPDATE chat_messages SET thread = 'spaces/B/threads/T'"));
    assertRefusedBy("chat_messages_pkey", () -> question("spaces/B", null));
  }

  private void question(String space, @Nullable String thread) {
    DATABASE.execute(
        """
        INSERT INTO chat_messages (run_id, space, thread, conversation, sender, answer_by)
        VALUES (?, ?, ?, 'c', 's', now())
        """,
        run,
        space,
        thread);
  }

  private void log(String step, int round) {
    DATABASE.execute(
        """
        INSERT INTO agent_logs (run_id, step, round, attempt, input, output, duration_ms)
        VALUES (?, ?, ?, 1, '{}', '{}', 1)
        """,
        run,
        step,
        round);
  }

  private void event(int seq, String event) {
    DATABASE.execute(
        "INSERT INTO agent_run_events (run_id, seq, event) VALUES (?, ?, ?)", run, seq, event);
  }

  private void letter(@Nullable Integer dispatch) {
    DATABASE.execute(
        """
        INSERT INTO dead_letters (id, organization_id, run_id, dispatch, subscription, error_class, error_message,
                                  fingerprint, payload, payload_bytes)
        VALUES (gen_random_uuid(), 'o', ?, ?, 's', 'transient', 'm', 'f', '', 0)
        """,
        run,
        dispatch);
  }
}
