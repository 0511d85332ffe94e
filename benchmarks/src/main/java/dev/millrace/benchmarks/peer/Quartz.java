package dev.millrace.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its clustered store in Postgres, and as many triggers acquired at once as it has
 * threads. All triggers are of one durable job, which spares it the jobs' rows.
 */
public final class Quartz implements Peer {
  private static final String NAME = "millrace";
  private static final int THREADS = 20;
  private static final int CONNECTIONS = THREADS + 5;
  private static final String DEFINITION = "org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  private final PeerTables tables;

  private Quartz(PeerTables tables) {
    this.tables = tables;
  }

  /** What all triggers fire; how it is executed is said for each run. */
  public static final class Nothing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new UnsupportedOperationException("Only the job's name is used");
    }
  }

  /** Makes its tables, by the script that comes with it. */
  public static Quartz on(String jdbcUrl) throws SQLException, IOException {
    return new Quartz(PeerTables.make(jdbcUrl, "peer_quartz", CONNECTIONS, definition()));
  }

  @Override
  public String label() {
    return "Quartz";
  }

  @Override
  public double rate(int jobs, Duration most) throws SQLException, InterruptedException {
    Finishes finishes = new Finishes(jobs);
    DBConnectionManager.getInstance().addConnectionProvider(NAME, new Provider());
    try {
      Scheduler scheduler = new StdSchedulerFactory(settings()).getScheduler();
      try {
        scheduler.setJobFactory((bundle, of) -> context -> finishes.add());
        fill(scheduler, jobs);
        scheduler.start();
        finishes.await(most);
      } finally {
        scheduler.shutdown(true);
      }
    } catch (SchedulerException failure) {
      throw new SQLException("Quartz failed", failure);
    }
    return finishes.rate();
  }

  private void fill(Scheduler scheduler, int jobs) throws SQLException, SchedulerException {
    tables.execute("TRUNCATE qrtz_job_details, qrtz_fired_triggers, qrtz_scheduler_state CASCADE");
    scheduler.addJob(
        JobBuilder.newJob(Nothing.class).withIdentity(NAME).storeDurably().build(), true);
    tables.execute(
        """
        WITH due AS (
          INSERT INTO qrtz_triggers
            (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time, prev_fire_time, priority,
             trigger_state, trigger_type, start_time, end_time, misfire_instr)
          SELECT '%1$s', gen_random_uuid(), 'DEFAULT', '%1$s', 'DEFAULT', at, -1, 5, 'WAITING', 'SIMPLE', at, 0, 0
          FROM (SELECT (extract(epoch FROM date_trunc('second', now())) * 1000)::bigint AS at), generate_series(1, %2$d)
          RETURNING trigger_name
        )
        INSERT INTO qrtz_simple_triggers
          (sched_name, trigger_name, trigger_group, repeat_count, repeat_interval, times_triggered)
        SELECT '%1$s', trigger_name, 'DEFAULT', 0, 0, 0 FROM due
        """
            .formatted(NAME, jobs));
    tables.settle("qrtz_triggers", "qrtz_simple_triggers");
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", NAME);
    settings.setProperty("org.quartz.scheduler.instanceId", NAME);
    settings.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(THREADS));
    settings.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
    settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    settings.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    settings.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    settings.setProperty("org.quartz.jobStore.dataSource", NAME);
    settings.setProperty("org.quartz.jobStore.isClustered", "true");
    settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    // What waits for its turn here is not late.
    settings.setProperty("org.quartz.jobStore.misfireThreshold", "600000");
    return settings;
  }

  private static String definition() throws IOException {
    try (InputStream script = Scheduler.class.getClassLoader().getResourceAsStream(DEFINITION)) {
      if (script == null) {
        throw new FileNotFoundException(DEFINITION);
      }
      return new String(script.readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() throws SQLException {
    tables.close();
  }

  /** The pool belongs to the tables and outlives a scheduler. */
  private final class Provider implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return tables.connect();
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown() {}
  }
}
