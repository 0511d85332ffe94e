package dev.millrace.command;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How whoever did what a schedule fired reports its end: in the transaction that completes it, by
 * its execution key. Safe for use by many threads.
 */
@Singleton
public final class RunReports {
  private static final Sql REPORT =
      Sql.of(
          """
          UPDATE schedule_decisions d
          SET run_state = i.run_state, ended_at = now(), error = i.error
          FROM unnest(:keys, :organizations, :states, :errors) AS i (execution_key, organization_id, run_state, error),
               schedules s
          WHERE d.execution_key = i.execution_key AND d.run_state = 'fired'
            AND s.id = d.schedule_id AND s.organization_id = i.organization_id
          """);

  /** Where the id of the schedule ends and its due time begins. */
  private static final int SEPARATOR = 36;

  /**
   * The end of a run.
   *
   * @param organizationId whose run it is: a key that somebody else made up reports nothing
   * @param error why it failed; null when it is finished
   */
  public record End(String executionKey, String organizationId, @Nullable String error) {}

  /** Whether a correlation id looks like an execution key. */
  public static boolean isExecutionKey(String correlationId) {
    return correlationId.indexOf('@') == SEPARATOR;
  }

  /** Reports ends; one that was reported before, or of a run that nobody knows, changes nothing. */
  public int report(Connection connection, List<End> ends) {
    if (ends.isEmpty()) {
      return 0;
    }
    List<End> sorted = ends.stream().sorted(Comparator.comparing(End::executionKey)).toList();
    return REPORT
        .on(connection)
        .bindArray("keys", "text", sorted.stream().map(End::executionKey).toList())
        .bindArray("organizations", "text", sorted.stream().map(End::organizationId).toList())
        .bindArray(
            "states",
            "text",
            sorted.stream().map(end -> end.error() == null ? "finished" : "failed").toList())
        .bindArray("errors", "text", sorted.stream().map(End::error).toList())
        .update();
  }
}
