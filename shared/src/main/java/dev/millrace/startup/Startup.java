package dev.millrace.startup;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Schema;
import dev.millrace.database.Sql;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PostConstruct;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a service to where it can work, in five logged steps: {@code schema.ready}, {@code
 * database.connected}, {@code database.verified}, {@code messaging.ready}, {@code
 * application.ready}. The database is waited for with backoff; everything else that is wrong ends
 * the start with one sentence.
 */
@Context
@Requires(property = "millrace.startup.enabled", notEquals = "false")
final class Startup implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger logger = LoggerFactory.getLogger(Startup.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Sql VERIFY =
      Sql.of("SELECT count(*) AS found FROM content_requests WHERE false");

  private final Schema schema;
  private final Database database;
  private final StartupConfig config;

  Startup(Schema schema, Database database, StartupConfig config) {
    this.schema = schema;
    this.database = database;
    this.config = config;
  }

  @PostConstruct
  void prepareDatabase() throws InterruptedException {
    long deadline = System.nanoTime() + config.databasePatience().toNanos();
    Duration pause = Duration.ofMillis(250);
    for (int attempt = 1; ; attempt++) {
      try {
        prepareDatabase(attempt);
        return;
      } catch (DatabaseException away) {
        if (!away.isPassing() || System.nanoTime() + pause.toNanos() > deadline) {
          throw new IllegalStateException(
              "The database cannot be used (" + away.getMessage() + "). Check DATABASE_URL.", away);
        }
        logger
            .atWarn()
            .addKeyValue("event", "database.unreachable")
            .addKeyValue("attempt", attempt)
            .addKeyValue("retry_in_ms", pause.toMillis())
            .log("Database unreachable, trying again: {}", away.getMessage());
        Thread.sleep(pause);
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    }
  }

  private void prepareDatabase(int attempt) {
    String how = schema.prepare();
    logger
        .atInfo()
        .addKeyValue("event", "schema.ready")
        .addKeyValue("schema", how)
        .log("Schema ready");
    database.read(connection -> connection);
    logger
        .atInfo()
        .addKeyValue("event", "database.connected")
        .addKeyValue("attempt", attempt)
        .log("Database connected");
    database.read(connection -> VERIFY.on(connection).list(row -> row.getLong("found")));
    logger.atInfo().addKeyValue("event", "database.verified").log("Database verified");
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    long millis = ManagementFactory.getRuntimeMXBean().getUptime();
    logger
        .atInfo()
        .addKeyValue("event", "application.ready")
        .addKeyValue("duration_ms", millis)
        .log("Application ready");
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
