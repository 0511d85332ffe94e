package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The plainest SQL that claims and completes the catalog's jobs in their own table: a statement and
 * a commit to claim 500, a statement and a commit to complete them with a plan. It asks no model,
 * reads no exercise and tells nobody.
 */
public final class CatalogSql {
  private static final int SET = 500;
  private static final String CLAIM =
      """
      UPDATE catalog_jobs
      SET status = 'running', attempts = attempts + 1, lease_token = ?, lease_owner = 'bench',
          lease_until = now() + interval '2 min', started_at = now()
      WHERE id = ANY (ARRAY(
        SELECT id FROM catalog_jobs
        WHERE status = 'queued' AND mode = 'dry_run' AND not_before <= now()
        ORDER BY priority, not_before, id
        LIMIT %d
        FOR UPDATE SKIP LOCKED))
      RETURNING id
      """
          .formatted(SET);
  private static final String COMPLETE =
      """
      UPDATE catalog_jobs
      SET status = 'completed', result = 'planned', planned_version = 1, lease_until = NULL, ended_at = now(),
          plan = '{"changes": {"difficulty": "beginner"}, "reason": "It is.", "planner": "bench"}'
      WHERE id = ANY (?) AND lease_token = ?
      """;

  private final SqlLoad.Connector connector;

  public CatalogSql(SqlLoad.Connector connector) {
    this.connector = connector;
  }

  /** Jobs a second until none is queued, on so many connections. */
  public double rate(int connections) throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int connection = 0; connection < connections; connection++) {
        work.add(this::drain);
      }
      int done = 0;
      for (Future<Integer> each : threads.invokeAll(work)) {
        done += each.get();
      }
      return done / ((System.nanoTime() - begin) / 1e9);
    } catch (ExecutionException failure) {
      throw new SQLException("The baseline failed", failure.getCause());
    }
  }

  private int drain() throws SQLException {
    UUID token = UUID.randomUUID();
    try (Connection connection = connector.connect();
        PreparedStatement claim = connection.prepareStatement(CLAIM);
        PreparedStatement complete = connection.prepareStatement(COMPLETE)) {
      connection.setAutoCommit(false);
      claim.setObject(1, token);
      complete.setObject(2, token);
      int done = 0;
      List<UUID> claimed = claim(claim);
      while (!claimed.isEmpty()) {
        connection.commit();
        complete.setArray(1, connection.createArrayOf("uuid", claimed.toArray()));
        int completed = complete.executeUpdate();
        connection.commit();
        if (completed != claimed.size()) {
          throw new IllegalStateException("Completed " + completed + " of " + claimed.size());
        }
        done += completed;
        claimed = claim(claim);
      }
      connection.commit();
      return done;
    }
  }

  private static List<UUID> claim(PreparedStatement claim) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
