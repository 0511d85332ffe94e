package dev.millrace.worker.serve;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.worker.callback.CallbackDispatcher;
import dev.millrace.worker.catalog.CatalogRuns;
import dev.millrace.worker.command.CommandListener;
import dev.millrace.worker.deadletter.DeadLetterListener;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.intake.RequestListener;
import dev.millrace.worker.run.RunListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works until the subscriptions have been idle for a while and nothing falls due soon. */
@Singleton
final class Drain {
  private static final Logger logger = LoggerFactory.getLogger(Drain.class);
  private static final Duration GLANCE = Duration.ofMillis(250);

  private static final Sql IS_ANYTHING_DUE =
      Sql.of(
          """
          SELECT EXISTS (SELECT FROM content_requests WHERE status = 'processing')
              OR EXISTS (SELECT FROM content_requests
                         WHERE status = 'pending' AND next_publish_at <= now() + :within * interval '1 second')
              OR EXISTS (SELECT FROM content_requests WHERE wait_reason = 'organization_limit')
              OR EXISTS (SELECT FROM webhook_deliveries WHERE state = 'delivering')
              OR EXISTS (SELECT FROM webhook_deliveries
                         WHERE state = 'pending' AND next_attempt_at <= now() + :within * interval '1 second')
              OR EXISTS (SELECT FROM agent_runs WHERE status = 'processing')
              OR EXISTS (SELECT FROM agent_runs
                         WHERE status = 'pending' AND next_publish_at <= now() + :within * interval '1 second')
              OR EXISTS (SELECT FROM run_handovers
                         WHERE state = 'waiting' AND next_attempt_at <= now() + :within * interval '1 second')
              OR EXISTS (SELECT FROM catalog_run_history WHERE state IN ('recorded', 'running'))
              AS due
          """);

  private final RequestListener requests;
  private final DeadLetterListener deadLetters;
  private final CommandListener commands;
  private final CallbackDispatcher callbacks;
  private final RunListener runs;
  private final CatalogRuns catalog;
  private final Activity activity;
  private final Database database;
  private final CountDownLatch never = new CountDownLatch(1);

  Drain(
      RequestListener requests,
      DeadLetterListener deadLetters,
      CommandListener commands,
      CallbackDispatcher callbacks,
      RunListener runs,
      CatalogRuns catalog,
      Activity activity,
      Database database) {
    this.requests = requests;
    this.deadLetters = deadLetters;
    this.commands = commands;
    this.callbacks = callbacks;
    this.runs = runs;
    this.catalog = catalog;
    this.activity = activity;
    this.database = database;
  }

  void run(Duration idle, Duration maxDuration) throws InterruptedException {
    long began = System.nanoTime();
    requests.start();
    deadLetters.start();
    commands.start();
    callbacks.start();
    runs.start();
    catalog.start();
    logger.atInfo().addKeyValue("event", "messaging.ready").log("Messaging ready");
    boolean drained = false;
    long pullingSince = System.nanoTime();
    while (!drained && System.nanoTime() - began < maxDuration.toNanos()) {
      never.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!requests.isRunning() || !commands.isRunning() || !runs.isRunning()) {
        pullingSince = System.nanoTime();
      }
      drained = System.nanoTime() - pullingSince >= idle.toNanos() && isDrained(idle);
    }
    logger
        .atInfo()
        .addKeyValue("event", "drain.completed")
        .addKeyValue("drained", drained)
        .addKeyValue("consumed", activity.consumed())
        .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
        .log(drained ? "Drained: nothing is left to do" : "Time is up; work is left");
  }

  private boolean isDrained(Duration idle) {
    if (activity.quietNanos() < idle.toNanos()) {
      return false;
    }
    try {
      return !database.read(
          connection ->
              IS_ANYTHING_DUE
                  .on(connection)
                  .bind("within", Sql.seconds(idle))
                  .first(row -> row.getBoolean("due"))
                  .orElse(true));
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "drain.unsure")
          .log("Cannot see whether anything is due: {}", away.getMessage());
      return false;
    }
  }
}
