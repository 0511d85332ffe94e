package dev.millrace.benchmarks.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;

/**
 * db-scheduler with the strategy that it has for throughput: one statement locks and fetches up to
 * a thousand, and each is deleted when it was executed.
 */
public final class DbScheduler implements Peer {
  private static final TaskDescriptor<Void> NOTHING = TaskDescriptor.of("nothing");
  private static final int THREADS = 50;
  private static final int CONNECTIONS = 20;

  /** More are fetched when fewer than so many times the threads wait … */
  private static final double FETCH_BELOW = 4;

  /** … and then as many as this many times the threads. */
  private static final double FETCH_UP_TO = 20;

  private static final String DEFINITION =
      """
      CREATE TABLE scheduled_tasks (
        task_name            text        NOT NULL,
        task_instance        text        NOT NULL,
        task_data            bytea,
        execution_time       timestamptz,
        picked               boolean     NOT NULL,
        picked_by            text,
        last_success         timestamptz,
        last_failure         timestamptz,
        consecutive_failures integer,
        last_heartbeat       timestamptz,
        version              bigint      NOT NULL,
        priority             smallint,
        state                text,
        PRIMARY KEY (task_name, task_instance)
      );
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
      """;

  private final PeerTables tables;

  private DbScheduler(PeerTables tables) {
    this.tables = tables;
  }

  /** Makes its table. */
  public static DbScheduler on(String jdbcUrl) throws SQLException {
    return new DbScheduler(PeerTables.make(jdbcUrl, "peer_db_scheduler", CONNECTIONS, DEFINITION));
  }

  @Override
  public String label() {
    return "db-scheduler";
  }

  @Override
  public double rate(int jobs, Duration most) throws SQLException, InterruptedException {
    fill(jobs);
    Finishes finishes = new Finishes(jobs);
    OneTimeTask<Void> task = Tasks.oneTime(NOTHING).execute((instance, context) -> finishes.add());
    Scheduler scheduler =
        Scheduler.create(tables.pool(), task)
            .threads(THREADS)
            .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
            .pollingInterval(Duration.ofSeconds(1))
            .shutdownMaxWait(Duration.ofSeconds(10))
            .build();
    scheduler.start();
    try {
      finishes.await(most);
    } finally {
      scheduler.stop();
    }
    return finishes.rate();
  }

  private void fill(int jobs) throws SQLException {
    tables.execute("TRUNCATE scheduled_tasks");
    tables.execute(
        """
        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        SELECT '%s', gen_random_uuid(), date_trunc('second', now()), false, 1 FROM generate_series(1, %d)
        """
            .formatted(NOTHING.getTaskName(), jobs));
    tables.settle("scheduled_tasks");
  }

  @Override
  public void close() throws SQLException {
    tables.close();
  }
}
