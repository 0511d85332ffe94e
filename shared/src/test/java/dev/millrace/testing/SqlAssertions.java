package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a test says about the database. */
public final class SqlAssertions {
  private SqlAssertions() {}

  /** The statement fails, and it is this constraint (or unique index) that refuses it. */
  public static void assertRefusedBy(String constraint, ThrowingCallable statement) {
    Throwable failure = catchThrowable(statement);
    assertThat(failure).as("%s refuses", constraint).isNotNull();
    assertThat(StatementRefused.constraint(failure))
        .as("the constraint behind: %s", failure.getMessage())
        .isEqualTo(constraint);
  }

  /**
   * The events of every request and run go from 1 without a gap, up to what the row itself counts.
   */
  public static void assertEventsAreGapless(MigratedDatabase database) {
    assertThat(
            database.list(
                """
                SELECT r.id
                FROM content_requests r
                LEFT JOIN request_events e ON e.request_id = r.id
                GROUP BY r.id, r.event_seq
                HAVING count(e.seq) <> r.event_seq OR coalesce(max(e.seq), 0) <> r.event_seq
                UNION ALL
                SELECT r.id
                FROM agent_runs r
                LEFT JOIN agent_run_events e ON e.run_id = r.id
                GROUP BY r.id, r.event_seq
                HAVING count(e.seq) <> r.event_seq OR coalesce(max(e.seq), 0) <> r.event_seq
                """,
                row -> row.getString("id")))
        .as("requests and runs whose events have a gap")
        .isEmpty();
  }
}
