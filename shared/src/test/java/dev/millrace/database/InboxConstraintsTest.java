package dev.millrace.database;

import static dev.millrace.testing.SqlAssertions.assertRefusedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link SchemaConstraintsTest}, of the inbox of commands. */
class InboxConstraintsTest {
  private static final MigratedDatabase DATABASE = MigratedDatabase.create();

  /** A change of a legal row that breaks one rule. */
  record Illegal(String constraint, String change) {}

  @BeforeAll
  static void insert() {
    DATABASE.execute(
        """
        INSERT INTO received_commands (execution_key, organization_id, job_type, due_at, message_id)
        VALUES ('key', 'o', 'catalog-review', now(), 'm')
        """);
    DATABASE.execute(
        """
        INSERT INTO dead_letters
          (id, organization_id, subscription, error_class, error_message, fingerprint, payload, payload_bytes)
        VALUES (gen_random_uuid(), 'o', 's', 'transient', 'm', 'f', '', 0)
        """);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  static Stream<Illegal> illegal() {
    return Stream.of(
        new Illegal("received_commands_execution_key_check", "execution_key = ''"),
        new Illegal("received_commands_organization_id_check", "organization_id = ''"),
        new Illegal("received_commands_job_type_check", "job_type = ''"),
        new Illegal("received_commands_attempts_check", "attempts = 0"),
        new Illegal("received_commands_outcome_check", "outcome = 'lost', ended_at = now()"),
        new Illegal("an_ended_command_has_a_time", "outcome = 'finished'"),
        new Illegal("an_ended_command_has_a_time", "ended_at = now()"),
        new Illegal("a_failed_command_has_an_error", "outcome = 'failed', ended_at = now()"),
        new Illegal(
            "a_done_command_has_no_error", "outcome = 'finished', ended_at = now(), error = 'e'"),
        new Illegal(
            "only_a_failed_command_has_a_letter",
            "dead_letter_id = (SELECT id FROM dead_letters)"));
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void whatBreaksARuleIsRefused(Illegal illegal) {
    assertRefusedBy(
        illegal.constraint(),
        () -> DATABASE.execute("UPDATE received_commands SET " + illegal.change()));
  }

  @Test
  void aKeyIsReceivedOnce() {
    assertRefusedBy(
        "received_commands_pkey",
        () -> DATABASE.execute("INSERT INTO received_commands SELECT * FROM received_commands"));
  }

  @Test
  void everyCheckHasACaseHere() {
    List<String> covered = illegal().map(Illegal::constraint).toList();

    assertThat(
            DATABASE.list(
                """
                SELECT conname FROM pg_constraint
                WHERE contype = 'c' AND conrelid = 'received_commands'::regclass
                """,
                row -> row.getString("conname")))
        .isSubsetOf(covered);
  }
}
