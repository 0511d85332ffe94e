package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The plainest SQL that leaves the rows of completed requests: insert and claim in one transaction,
 * complete in another, since the claim must be durable before work begins; 500 requests in each.
 */
final class SetWriter implements AutoCloseable {
  static final int SET = 500;

  private static final String INSERT =
      """
      WITH inserted AS (
        INSERT INTO content_requests
          (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at, event_seq)
        SELECT id, 'default', correlation_id, 'student-1', 'Photosynthesis', '9th Grade', 'lesson', now(), 1
        FROM unnest(?, ?) AS i (id, correlation_id)
        RETURNING id
      )
      INSERT INTO request_events (request_id, seq, event) SELECT id, 1, 'accepted' FROM inserted
      """;
  private static final String CLAIM =
      """
      WITH claimed AS (
        UPDATE content_requests
        SET status = 'processing', lease_token = id, lease_owner = 'bench', lease_until = now() + interval '30 s',
            next_publish_at = now() + interval '90 s', started_at = now(), event_seq = event_seq + 1
        WHERE id = ANY (?)
        RETURNING id, event_seq
      )
      INSERT INTO request_events (request_id, seq, event) SELECT id, event_seq, 'started' FROM claimed
      """;
  private static final String COMPLETE =
      """
      WITH completed AS (
        UPDATE content_requests r
        SET status = 'completed', progress = 100, lease_until = NULL, next_publish_at = NULL, completed_at = now(),
            event_seq = event_seq + 1
        FROM unnest(?, ?, ?) AS i (id, document, markdown)
        WHERE r.id = i.id
        RETURNING r.id, r.organization_id, r.event_seq, i.document, i.markdown
      ), written AS (
        INSERT INTO contents (request_id, organization_id, document, markdown, provider, model, prompt_version)
        SELECT id, organization_id, document::json, markdown, 'offline', 'offline', '1' FROM completed
      )
      INSERT INTO request_events (request_id, seq, event) SELECT id, event_seq, 'completed' FROM completed
      """;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement claim;
  private final PreparedStatement complete;
  private final String[] documents;
  private final String[] markdowns;

  SetWriter(Connection connection, List<Document> written) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    insert = connection.prepareStatement(INSERT);
    claim = connection.prepareStatement(CLAIM);
    complete = connection.prepareStatement(COMPLETE);
    documents = written.stream().map(Document::json).toArray(String[]::new);
    markdowns = written.stream().map(Document::markdown).toArray(String[]::new);
  }

  /** Takes a set of fresh requests from nothing to completed. */
  void write(UUID[] ids) throws SQLException {
    insert.setArray(1, connection.createArrayOf("uuid", ids));
    insert.setArray(
        2, connection.createArrayOf("text", Arrays.stream(ids).map(UUID::toString).toArray()));
    run(insert);
    claim.setArray(1, connection.createArrayOf("uuid", ids));
    run(claim);
    connection.commit();
    complete.setArray(1, connection.createArrayOf("uuid", ids));
    complete.setArray(2, connection.createArrayOf("text", documents));
    complete.setArray(3, connection.createArrayOf("text", markdowns));
    run(complete);
    connection.commit();
  }

  private static void run(PreparedStatement statement) throws SQLException {
    int written = statement.executeUpdate();
    if (written != SET) {
      throw new IllegalStateException("Wrote " + written + " of " + SET);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
