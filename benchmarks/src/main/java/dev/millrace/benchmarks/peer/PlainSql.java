package dev.millrace.benchmarks.peer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The plainest SQL that claims and completes in sets, on one connection: a statement and a commit
 * to claim 500, a statement and a commit to complete them. It decides, records and sends nothing.
 */
public final class PlainSql implements Peer {
  private static final int SET = 500;
  private static final String DEFINITION =
      """
      CREATE TABLE jobs (
        id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
        due_at      timestamptz NOT NULL,
        state       text        NOT NULL DEFAULT 'waiting',
        lease_token uuid,
        started_at  timestamptz,
        ended_at    timestamptz
      );
      CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'waiting';
      """;
  private static final String CLAIM =
      """
      UPDATE jobs
      SET state = 'running', lease_token = ?, started_at = now()
      WHERE id IN (
        SELECT id FROM jobs
        WHERE state = 'waiting' AND due_at <= now()
        ORDER BY due_at
        LIMIT %d
        FOR UPDATE SKIP LOCKED)
      RETURNING id
      """
          .formatted(SET);
  private static final String COMPLETE =
      """
      UPDATE jobs
      SET state = 'done', ended_at = now()
      WHERE id = ANY (?) AND state = 'running' AND lease_token = ?
      """;

  private final PeerTables tables;

  private PlainSql(PeerTables tables) {
    this.tables = tables;
  }

  /** Makes its table. */
  public static PlainSql on(String jdbcUrl) throws SQLException {
    return new PlainSql(PeerTables.make(jdbcUrl, "peer_plain_sql", 1, DEFINITION));
  }

  @Override
  public String label() {
    return "plain SQL";
  }

  @Override
  public double rate(int jobs, Duration most) throws SQLException {
    tables.execute("TRUNCATE jobs");
    tables.execute(
        "INSERT INTO jobs (due_at) SELECT date_trunc('second', now()) FROM generate_series(1, %d)"
            .formatted(jobs));
    tables.settle("jobs");
    long begin = System.nanoTime();
    int done = 0;
    try (Connection connection = tables.connect();
        PreparedStatement claim = connection.prepareStatement(CLAIM);
        PreparedStatement complete = connection.prepareStatement(COMPLETE)) {
      connection.setAutoCommit(false);
      UUID token = UUID.randomUUID();
      List<UUID> claimed;
      do {
        claimed = claim(connection, claim, token);
        done += complete(connection, complete, token, claimed);
      } while (!claimed.isEmpty() && System.nanoTime() - begin < most.toNanos());
    }
    return done / ((System.nanoTime() - begin) / 1e9);
  }

  private static List<UUID> claim(Connection connection, PreparedStatement claim, UUID token)
      throws SQLException {
    claim.setObject(1, token);
    List<UUID> ids = new ArrayList<>();
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    connection.commit();
    return ids;
  }

  private static int complete(
      Connection connection, PreparedStatement complete, UUID token, List<UUID> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return 0;
    }
    Array array = connection.createArrayOf("uuid", ids.toArray());
    complete.setArray(1, array);
    complete.setObject(2, token);
    int completed = complete.executeUpdate();
    connection.commit();
    if (completed != ids.size()) {
      throw new IllegalStateException("Completed " + completed + " of " + ids.size());
    }
    return completed;
  }

  @Override
  public void close() throws SQLException {
    tables.close();
  }
}
