package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each invariant, broken by hand, shows. */
final class HistoryTest {
  private static final Set<String> ACCEPTED = Set.of("whole");

  private final MigratedDatabase database = MigratedDatabase.create();
  private final History history = new History(database);

  /** A way to damage a whole history, by the complaint that it must lead to. */
  enum Damage {
    NOT_ENDED(
        "has not ended",
        "UPDATE content_requests SET status = 'pending', completed_at = NULL, next_publish_at = now()"),
    STUCK(
        "waits for nothing",
        "ALTER TABLE content_requests DROP CONSTRAINT pending_is_due_for_publication;"
            + "UPDATE content_requests SET status = 'pending', completed_at = NULL"),
    NO_LETTER(
        "failed without one dead letter",
        """
        UPDATE content_requests
        SET status = 'failed', completed_at = NULL, failed_at = now(), error_class = 'timeout',
            error_message = 'late', error_fingerprint = 'late'
        """),
    NO_FAILURE(
        "has a dead letter and never failed",
        """
        INSERT INTO dead_letters (id, organization_id, request_id, dispatch, subscription, error_class, error_message,
                                  fingerprint, payload, payload_bytes)
        SELECT gen_random_uuid(), organization_id, id, dispatch, 's', 'timeout', 'late', 'late', ''::bytea, 0
        FROM content_requests
        """),
    NO_CONTENT("completed without exactly one content", "DELETE FROM contents"),
    TOLD_TWICE(
        "completed without exactly one completed event",
        "DROP INDEX request_events_completed_once;"
            + "UPDATE request_events SET event = 'completed' WHERE event = 'started'"),
    GAP("events that do not run from 1", "UPDATE request_events SET seq = 4 WHERE seq = 3"),
    UNKNOWN_WAY(
        "an event that cannot follow",
        "UPDATE request_events SET event = 'released' WHERE event = 'started'"),
    CHARGED("was charged other attempts", "UPDATE content_requests SET retry_count = 1"),
    NO_RIGHT(
        "no right to write",
        """
        UPDATE content_requests
        SET status = 'processing', completed_at = NULL, started_at = now(), lease_token = gen_random_uuid(),
            lease_owner = 'another', lease_until = now() + interval '1 minute',
            next_publish_at = now() + interval '1 hour';
        UPDATE content_requests
        SET status = 'completed', completed_at = now(), lease_until = NULL, next_publish_at = NULL
        """);

    private final String complaint;
    private final String statements;

    Damage(String complaint, String statements) {
      this.complaint = complaint;
      this.statements = statements;
    }
  }

  @BeforeEach
  void makeAWholeHistory() {
    WriteLog.install(database);
    database.execute(
        """
        INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level, format,
                                      status, progress, event_seq, completed_at)
        VALUES (gen_random_uuid(), 'default', 'whole', 's', 'Rivers', '5th Grade', 'quiz', 'completed', 100, 3, now())
        """);
    database.execute(
        """
        INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
        SELECT id, organization_id, '{}', '', 'p', 'm', 'v' FROM content_requests
        """);
    database.execute(
        """
        INSERT INTO request_events (request_id, seq, event)
        SELECT id, seq, (ARRAY['accepted', 'started', 'completed'])[seq]
        FROM content_requests, generate_series(1, 3) AS seq
        """);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aWholeHistoryIsAcceptedAndOver() {
    assertThat(history.violations(ACCEPTED, List.of())).isEmpty();
    assertThat(history.isOver(ACCEPTED)).isTrue();
  }

  @Test
  void whatWasAcceptedAndHasNoRowShows() {
    Set<String> accepted = Set.of("whole", "lost");
    assertThat(history.violations(accepted, List.of()))
        .containsExactly("lost was accepted and has no row");
    assertThat(history.isOver(accepted)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void everyDamageShows(Damage damage) {
    database.execute(damage.statements);
    assertThat(history.violations(ACCEPTED, List.of()))
        .as("complaints of %s", damage)
        .anySatisfy(violation -> assertThat(violation).contains(damage.complaint));
  }
}
