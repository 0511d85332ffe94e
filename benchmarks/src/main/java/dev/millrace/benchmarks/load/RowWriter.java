package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The plainest durable intake: one row, one statement, one commit. */
final class RowWriter implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;

  RowWriter(Connection connection) throws SQLException {
    this.connection = connection;
    this.insert =
        connection.prepareStatement(
            """
            INSERT INTO content_requests
              (id, organization_id, correlation_id, student_id, topic, grade_level, format, next_publish_at)
            VALUES (?, 'default', ?, 'student-1', 'Photosynthesis', '9th Grade', 'lesson', now())
            """);
  }

  void write(UUID id) throws SQLException {
    insert.setObject(1, id);
    insert.setString(2, id.toString());
    insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
