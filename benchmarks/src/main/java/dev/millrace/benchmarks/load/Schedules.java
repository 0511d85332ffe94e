package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Schedules by plain SQL, all of one job and each with an interval of an hour. */
public final class Schedules {
  private static final String INSERT =
      """
      INSERT INTO schedules
        (id, organization_id, name, job_type, payload, trigger_kind, every_seconds, starts_at, next_due_at, next_fire_at)
      SELECT gen_random_uuid(), 'default', 'schedule ' || n, ?, ?::jsonb, 'interval', 3600, due_at, due_at, due_at
      FROM generate_series(1, ?) AS n,
           LATERAL (SELECT date_trunc('second', now()) + (? + ? * n) * interval '1 second' AS due_at) each
      """;
  private static final String RECORDED =
      """
      SELECT count(*)
      FROM schedule_decisions d JOIN schedules s ON s.id = d.schedule_id
      WHERE d.decision = 'fired' AND s.next_due_at > now()
      """;

  private final Connection connection;
  private final Job job;

  /** Of one job, over a connection that commits each statement. */
  public Schedules(Connection connection, Job job) {
    this.connection = connection;
    this.job = job;
  }

  /** What they fire. */
  public record Job(String type, String payload) {
    /** A command, whose ledger is its outbox. */
    public static final Job COMMAND = new Job("catalog-worker", "{}");

    /** A content request, which has a row and an event of its own. */
    public static final Job REQUEST =
        new Job(
            "content-request",
            """
            {"student_id": "student-1", "topic": "Photosynthesis", "grade_level": "9th Grade"}
            """);
  }

  /** Makes so many that are due now, all in the same second. */
  public void due(int count) throws SQLException {
    insert(count, 0, 0);
  }

  /** Makes so many that come due later: the first after so many seconds, then one each second. */
  public void later(int count, int seconds) throws SQLException {
    insert(count, seconds, 1);
  }

  /** How many slots were decided, recorded and advanced. */
  public long recorded() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(RECORDED)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void insert(int count, int delay, int gap) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, job.type());
      statement.setString(2, job.payload());
      statement.setInt(3, count);
      statement.setInt(4, delay);
      statement.setInt(5, gap);
      statement.executeUpdate();
    }
    // What autovacuum would have done by the time that so many are there.
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) schedules");
    }
  }
}
