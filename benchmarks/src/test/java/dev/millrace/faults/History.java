package dev.millrace.faults;

import dev.millrace.testing.MigratedDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What must be true after whatever happened, read from the tables and from the producer's record.
 * Each invariant is a query that finds the requests that break it.
 */
final class History {
  private enum Invariant {
    EVERYTHING_ENDS(
        "has not ended",
        "SELECT id FROM content_requests WHERE status IN ('pending', 'processing')"),
    NOTHING_IS_STUCK(
        "waits for nothing, or its lease ended and nobody noticed",
        """
        SELECT id FROM content_requests
        WHERE (status = 'pending' AND next_publish_at IS NULL)
           OR (status = 'processing' AND lease_until < now() - interval '30 seconds')
        """),
    A_FAILURE_LEAVES_A_LETTER(
        "failed without one dead letter of its dispatch",
        """
        SELECT r.id FROM content_requests r
        WHERE r.status = 'failed'
          AND 1 <> (SELECT count(*) FROM dead_letters d WHERE d.request_id = r.id AND d.dispatch = r.dispatch)
        """),
    A_LETTER_MEANS_A_FAILURE(
        "has a dead letter and never failed",
        """
        SELECT d.request_id AS id FROM dead_letters d
        WHERE d.request_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM request_events e WHERE e.request_id = d.request_id AND e.event = 'failed')
        """),
    COMPLETED_HAS_ONE_CONTENT(
        "completed without exactly one content, or the other way round",
        """
        SELECT r.id FROM content_requests r
        WHERE (r.status = 'completed')::int <> (SELECT count(*) FROM contents c WHERE c.request_id = r.id)
        """),
    COMPLETED_IS_TOLD_ONCE(
        "completed without exactly one completed event, or the other way round",
        """
        SELECT r.id FROM content_requests r
        WHERE (r.status = 'completed')::int
              <> (SELECT count(*) FROM request_events e WHERE e.request_id = r.id AND e.event = 'completed')
        """),
    EVENTS_ARE_GAPLESS(
        "has events that do not run from 1 without a gap",
        """
        SELECT r.id FROM content_requests r LEFT JOIN request_events e ON e.request_id = r.id
        GROUP BY r.id, r.event_seq
        HAVING count(e.seq) <> r.event_seq OR min(e.seq) IS DISTINCT FROM 1 OR max(e.seq) <> r.event_seq
        """),
    EVENTS_FOLLOW_THE_STATES(
        "has an event that cannot follow the one before",
        """
        SELECT request_id AS id FROM (
          SELECT request_id, event, lag(event, 1, 'nothing') OVER (PARTITION BY request_id ORDER BY seq) AS before
          FROM request_events
        ) pairs
        WHERE NOT CASE event
          WHEN 'accepted' THEN before = 'nothing'
          WHEN 'started' THEN before IN ('accepted', 'retry_scheduled', 'waiting', 'released', 'lease_expired',
                                         'retried', 'redriven')
          WHEN 'cancelled' THEN before NOT IN ('nothing', 'completed', 'failed', 'cancelled')
          WHEN 'retried' THEN before IN ('failed', 'cancelled')
          WHEN 'redriven' THEN before IN ('failed', 'cancelled')
          ELSE before IN ('started', 'progress')
        END
        """),
    ATTEMPTS_ARE_CHARGED_AS_TOLD(
        "was charged other attempts than its events tell",
        """
        SELECT r.id FROM content_requests r
        WHERE r.retry_count <> (
          SELECT count(*) FROM request_events e
          WHERE e.request_id = r.id AND e.event IN ('retry_scheduled', 'lease_expired', 'failed')
            AND e.seq > coalesce((SELECT max(b.seq) FROM request_events b
                                  WHERE b.request_id = r.id AND b.event IN ('retried', 'redriven')), 0))
        """);

    private final String complaint;
    private final String query;

    Invariant(String complaint, String query) {
      this.complaint = complaint;
      this.query = query;
    }

    boolean holds(MigratedDatabase database) {
      return breaches(database).isEmpty();
    }

    List<String> violations(MigratedDatabase database) {
      return breaches(database).stream()
          .map(request -> request + " " + complaint + ": " + story(database, request))
          .toList();
    }

    private List<String> breaches(MigratedDatabase database) {
      return database.list(query, row -> row.getString("id"));
    }
  }

  private final MigratedDatabase database;

  History(MigratedDatabase database) {
    this.database = database;
  }

  /** Everything that is wrong. */
  List<String> violations(Set<String> accepted, Collection<Service> services) {
    List<String> violations = new ArrayList<>();
    for (String correlation : missing(accepted)) {
      violations.add(correlation + " was accepted and has no row");
    }
    for (Invariant invariant : Invariant.values()) {
      violations.addAll(invariant.violations(database));
    }
    violations.addAll(WriteLog.violations(database, services));
    return violations;
  }

  /** Whether everything that was accepted is there, and nothing is left to do. */
  boolean isOver(Set<String> accepted) {
    return missing(accepted).isEmpty() && Invariant.EVERYTHING_ENDS.holds(database);
  }

  private List<String> missing(Set<String> accepted) {
    return database.list(
        """
        SELECT correlation_id FROM unnest(?::text[]) AS accepted (correlation_id)
        WHERE correlation_id NOT IN (SELECT correlation_id FROM content_requests)
        """,
        row -> row.getString(1),
        (Object) accepted.toArray(String[]::new));
  }

  private static String story(MigratedDatabase database, String request) {
    return database.text(
        """
        SELECT format('%s after %s attempts at dispatch %s, %s', r.status, r.retry_count, r.dispatch,
                      (SELECT left(string_agg(e.event, ' ' ORDER BY e.seq), 400) FROM request_events e
                       WHERE e.request_id = r.id))
        FROM content_requests r WHERE r.id = ?::uuid
        """,
        request);
  }
}
