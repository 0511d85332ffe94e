package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Exercises, jobs and runs of the catalog by plain SQL, each statement committed. Not thread-safe.
 */
public final class CatalogTables {
  /** Names are unlike each other as those of a catalog are: what with, how, and which kind. */
  private static final String INSERT_EXERCISES =
      """
      INSERT INTO exercises (id, base_name, equipment, movement_pattern, primary_muscles, category, instructions, cues)
      SELECT gen_random_uuid(), initcap(e.name) || ' ' || w.name || ' ' || m.name || ' Squat', e.name, 'squat',
             ARRAY['quads'], 'strength',
             ARRAY['Set yourself up with a load that you can control, and brace the trunk.',
                   'Bend hips and knees together until the thighs are level, then stand up again.'],
             ARRAY['Chest up']
      FROM unnest(ARRAY['barbell', 'dumbbell', 'kettlebell', 'cable', 'sandbag']) AS e (name),
           unnest(ARRAY['Narrow', 'Wide', 'Staggered', 'Elevated', 'Deep', 'Partial', 'Paused', 'Slow', 'Explosive',
                        'Alternating', 'Loaded', 'Assisted', 'Offset', 'Rotating', 'Braced', 'Tempo', 'Floating',
                        'Crossed', 'Anchored', 'Hovering']) AS w (name),
           unnest(ARRAY['Zercher', 'Goblet', 'Jefferson', 'Hatfield', 'Cossack', 'Sumo', 'Landmine', 'Suitcase',
                        'Overhead', 'Frontal', 'Lateral', 'Diagonal', 'Kneeling', 'Cyclist', 'Shrimp', 'Skater',
                        'Anderson', 'Spanish', 'Hindu', 'Belt', 'Bottoms', 'Curtsy', 'Dragon', 'Frog', 'Horse', 'Lumberjack',
                        'Monkey', 'Otter', 'Panther', 'Quarter', 'Raven', 'Sissy', 'Tiger', 'Umbrella', 'Viking',
                        'Wolverine', 'Yoke', 'Zigzag', 'Archer', 'Bear', 'Camel', 'Duck', 'Eagle', 'Falcon', 'Gorilla',
                        'Heron', 'Ibex', 'Jaguar', 'Koala', 'Lizard', 'Mantis', 'Narwhal', 'Owl', 'Pelican', 'Quokka',
                        'Rhino', 'Salmon', 'Toad', 'Urchin', 'Vulture', 'Walrus', 'Xerus', 'Yak', 'Zebra', 'Alpine',
                        'Baltic', 'Celtic', 'Danish', 'Egyptian', 'Finnish', 'Gaelic', 'Hellenic', 'Icelandic',
                        'Javanese', 'Korean', 'Latvian', 'Maltese', 'Nordic', 'Omani', 'Persian', 'Roman', 'Saxon',
                        'Tibetan', 'Uzbek', 'Venetian', 'Welsh', 'Yemeni', 'Zulu', 'Arctic', 'Boxer', 'Cricket',
                        'Driver', 'Fencer', 'Golfer', 'Hurdler', 'Jockey', 'Kayaker', 'Lineman', 'Mason', 'Porter'])
             AS m (name)
      LIMIT ?
      """;

  private static final String INSERT_JOBS =
      """
      INSERT INTO catalog_jobs (id, type, mode, exercise_id, subject_key, dedupe_key, finding, reason, filed_by,
                                organization_id)
      SELECT gen_random_uuid(), 'enrich', 'dry_run', e.id, e.id::text, e.id || ' ' || n, 'missing_difficulty',
             'It does not say how hard it is.', 'bench', 'default'
      FROM generate_series(1, ?) AS n
      JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS count FROM exercises) e
        ON e.place = n % e.count
      """;

  private static final String INSERT_RUNS =
      """
      INSERT INTO catalog_run_history (id, command, origin, actor, organization_id, parameters)
      SELECT gen_random_uuid(), ?, 'operator', 'bench', 'default', ?::jsonb FROM generate_series(1, ?)
      """;

  private static final String RUNS =
      """
      SELECT count(*) FILTER (WHERE state IN ('finished', 'failed')) AS ended,
             count(*) FILTER (WHERE state = 'failed') AS failed,
             coalesce(extract(epoch FROM max(ended_at) - min(started_at)), 0) AS seconds
      FROM catalog_run_history
      """;

  private final Connection connection;

  public CatalogTables(Connection connection) {
    this.connection = connection;
  }

  /** Makes exercises, at most 10,000, which say nothing of their difficulty. */
  public void exercises(int count) throws SQLException {
    update(INSERT_EXERCISES, count);
    settle("exercises");
  }

  /** Queues dry-run jobs that a model must plan, spread over the exercises that are there. */
  public void jobs(int count) throws SQLException {
    update(INSERT_JOBS, count);
    settle("catalog_jobs");
  }

  /** Records runs of a command, which a worker takes within its next look. */
  public void runs(String command, String parameters, int count) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_RUNS)) {
      statement.setString(1, command);
      statement.setString(2, parameters);
      statement.setInt(3, count);
      statement.executeUpdate();
    }
  }

  /**
   * Waits until all runs have ended; answers the seconds from the first's start to the last's end,
   * by the database's clock.
   *
   * @throws IllegalStateException when one failed, or the patience ends
   */
  @SuppressWarnings("BusyWait")
  public double awaitRuns(int count, Duration patience) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (PreparedStatement statement = connection.prepareStatement(RUNS)) {
      while (System.nanoTime() < deadline) {
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          if (rows.getInt("failed") > 0) {
            throw new IllegalStateException("A run of the catalog failed");
          }
          if (rows.getInt("ended") == count) {
            return rows.getDouble("seconds");
          }
        }
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("The runs of the catalog did not end in time");
  }

  /** What became of the first job without a plan of a difficulty. */
  public String unplanned() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT to_jsonb(j) FROM catalog_jobs j
                WHERE result IS DISTINCT FROM 'planned' OR plan #>> '{changes,difficulty}' IS NULL
                LIMIT 1
                """)) {
      return rows.next() ? rows.getString(1) : "none";
    }
  }

  /** How many rows a condition on the jobs holds for. */
  public long count(String from) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private void update(String sql, int count) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, count);
      int inserted = statement.executeUpdate();
      if (inserted != count) {
        throw new IllegalStateException("Inserted " + inserted + " of " + count);
      }
    }
  }

  /** What autovacuum would have done by the time that so many are there. */
  private void settle(String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) " + table);
    }
  }
}
