package dev.millrace.worker.testing;

import dev.millrace.testing.MigratedDatabase;
import java.util.List;
import java.util.UUID;

/** A table that is large enough for the planner to have a choice. */
public final class FilledTable {
  private FilledTable() {}

  /** Adds 30,000 waiting rows and 1,000 that are held, and lets the planner know. */
  public static void fill(MigratedDatabase database) {
    database.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, published_at, next_publish_at)
        SELECT gen_random_uuid(), 'o', 'pending-' || n, 's', 't', 'g', 'lesson', now(), now() + interval '1 hour'
        FROM generate_series(1, 30000) n
        """);
    database.execute(
        """
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, status, started_at,
           lease_token, lease_owner, lease_until, next_publish_at)
        SELECT gen_random_uuid(), 'o', 'held-' || n, 's', 't', 'g', 'lesson', 'processing', now(),
               gen_random_uuid(), 'w', now() + interval '1 hour', now() + interval '2 hours'
        FROM generate_series(1, 1000) n
        """);
    database.execute("VACUUM ANALYZE content_requests");
  }

  /** Some rows in a state. */
  public static List<UUID> ids(MigratedDatabase database, String status, int count) {
    return database.list(
        "SELECT id FROM content_requests WHERE status = ? LIMIT ?",
        row -> row.getObject("id", UUID.class),
        status,
        count);
  }
}
