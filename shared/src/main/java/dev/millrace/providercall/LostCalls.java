package dev.millrace.providercall;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The transition {@code dispatched → unknown} of {@code provider_calls}: of a call whose caller has
 * lost its lease, nobody will say how it ended. It costs its estimate. To be used by whoever has
 * the subjects' rows locked.
 */
@Singleton
public class LostCalls {
  /** How often the provider is asked for what it was ordered, before the order counts as lost. */
  public static final int MOST_RESUMPTIONS = 3;

  private static final Sql MARK =
      Sql.of(
          """
          UPDATE provider_calls
          SET state = 'unknown', error_class = 'outcome_unknown', error_message = :message, ended_at = now()
          WHERE subject_id = ANY (:ids) AND subject_kind = :kind AND state = 'dispatched'
            AND lease_token <> ALL (:tokens)
          RETURNING subject_id
          """);

  /** What can be resumed by the provider's own id is not lost yet. */
  private static final Sql COUNT =
      Sql.of(
          """
          SELECT subject_id, step, count(*) AS calls
          FROM provider_calls
          WHERE subject_id = ANY (:ids) AND subject_kind = :kind AND state = 'unknown' AND acknowledged_at IS NULL
            AND (external_id IS NULL OR resumptions >= :mostResumptions)
          GROUP BY subject_id, step
          """);

  /** Calls that nobody will settle, whose row was ended, or taken over and not called for again. */
  private static final SubjectSql MARK_ABANDONED =
      SubjectSql.of(
          """
          WITH abandoned AS (
            SELECT c.id
            FROM provider_calls c
            WHERE c.state = 'dispatched' AND c.subject_kind = :kind
              AND c.dispatched_at < now() - interval '1 minute'
              AND NOT EXISTS (
                SELECT FROM %s r
                WHERE r.id = c.subject_id AND r.lease_token = c.lease_token AND r.lease_until > now())
            ORDER BY c.dispatched_at
            LIMIT :most
            FOR UPDATE OF c SKIP LOCKED
          )
          UPDATE provider_calls c
          SET state = 'unknown', error_class = 'outcome_unknown', error_message = :message, ended_at = now()
          FROM abandoned
          WHERE c.id = abandoned.id
          """);

  private static final Sql ACKNOWLEDGE =
      Sql.of(
          """
          UPDATE provider_calls
          SET acknowledged_at = now()
          WHERE subject_id = ANY (:ids) AND state = 'unknown' AND acknowledged_at IS NULL
          """);

  private static final String MESSAGE =
      "The caller lost its lease while the call was in flight; whether it was answered is unknown.";

  /** A step of a subject. */
  public record Step(UUID subject, String name) {}

  /**
   * Marks the calls that other holders of these rows have left in flight, and answers whose.
   *
   * @param tokens of the leases that still stand; their calls are left alone
   */
  public Set<UUID> mark(
      Connection connection,
      SubjectTable table,
      Collection<UUID> subjects,
      Collection<UUID> tokens) {
    List<UUID> marked =
        MARK.on(connection)
            .bind("message", MESSAGE)
            .bindArray("ids", "uuid", subjects)
            .bind("kind", table.wireName())
            .bindArray("tokens", "uuid", tokens)
            .list(row -> row.getObject("subject_id", UUID.class));
    return new HashSet<>(marked);
  }

  /**
   * Marks calls in flight whose callers hold their rows no longer, a bounded number of them. Needs
   * no lock on the rows: a lease that was lost does not come back.
   */
  public int markAbandoned(Connection connection, SubjectTable table, int most) {
    return MARK_ABANDONED
        .of(table)
        .on(connection)
        .bind("kind", table.wireName())
        .bind("most", most)
        .bind("message", MESSAGE)
        .update();
  }

  /** How many calls of each step have an unknown outcome, and nobody has taken note of it. */
  public Map<Step, Integer> count(
      Connection connection, SubjectTable table, Collection<UUID> subjects) {
    Map<Step, Integer> counts = new HashMap<>();
    COUNT
        .on(connection)
        .bindArray("ids", "uuid", subjects)
        .bind("kind", table.wireName())
        .bind("mostResumptions", MOST_RESUMPTIONS)
        .list(
            row ->
                counts.put(
                    new Step(row.getObject("subject_id", UUID.class), row.getString("step")),
                    row.getInt("calls")));
    return counts;
  }

  /**
   * Marks what others have left in flight, and answers the rows whose steps have more unknown
   * outcomes than are repeated.
   *
   * @param mostUnknown how many unknown outcomes of a step may be paid for once more
   */
  public Set<UUID> unrepeatable(
      Connection connection, SubjectTable table, Collection<UUID> subjects, int mostUnknown) {
    Set<UUID> inFlight = mark(connection, table, subjects, Set.of());
    return inFlight.isEmpty()
        ? Set.of()
        : count(connection, table, inFlight).entrySet().stream()
            .filter(step -> step.getValue() > mostUnknown)
            .map(step -> step.getKey().subject())
            .collect(Collectors.toSet());
  }

  /** Somebody who could see what is unknown has started these rows anew. */
  public void acknowledge(Connection connection, Collection<UUID> subjects) {
    ACKNOWLEDGE.on(connection).bindArray("ids", "uuid", subjects).update();
  }
}
