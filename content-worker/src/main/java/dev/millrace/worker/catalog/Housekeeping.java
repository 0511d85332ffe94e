package dev.millrace.worker.catalog;

import dev.millrace.catalog.Backups;
import dev.millrace.catalog.CatalogConfig;
import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunState;
import dev.millrace.command.RunReports;
import dev.millrace.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** The short commands: cleanup, watchdog, backup. Each part of them is a transaction of its own. */
@Singleton
final class Housekeeping {
  private static final int MOST = 1_000;

  private final Database database;
  private final QueueRepository queue;
  private final RunLeaseRepository runs;
  private final RunReports reports;
  private final Backups backups;
  private final CatalogConfig catalog;
  private final JobConfig config;
  private final Clock clock;

  Housekeeping(
      Database database,
      QueueRepository queue,
      RunLeaseRepository runs,
      RunReports reports,
      Backups backups,
      CatalogConfig catalog,
      JobConfig config,
      Clock clock) {
    this.database = database;
    this.queue = queue;
    this.runs = runs;
    this.reports = reports;
    this.backups = backups;
    this.catalog = catalog;
    this.config = config;
    this.clock = clock;
  }

  /** Archives ended jobs, and forgets old backups. */
  void cleanUp(Limits limits, Tally tally) {
    tally.add(
        "jobs_archived",
        all(limits, connection -> queue.archive(connection, config.archiveAfter(), MOST)));
    tally.add(
        "backups_forgotten", all(limits, connection -> backups.prune(connection, catalog, MOST)));
  }

  /** Frees what lost workers have left behind. */
  void watch(Limits limits, Tally tally) {
    tally.add("leases_freed", all(limits, connection -> queue.freeEndedLeases(connection, MOST)));
    tally.add("locks_freed", all(limits, connection -> queue.freeDeadLocks(connection, MOST)));
    tally.add("runs_freed", freeRuns());
  }

  /** Copies the catalog; a backup of that name is left as it is. */
  void backUp(TakenRun taken, Tally tally) {
    String target =
        taken
            .run()
            .parameters()
            .path("target")
            .asText("daily-" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    boolean isNew =
        database
            .write(connection -> backups.create(connection, target, taken.run().actor()))
            .isPresent();
    tally.add("backups_made", isNew ? 1 : 0);
  }

  /** Frees the runs of lost workers, and reports those that are given up. */
  int freeRuns() {
    return database.write(
        connection -> {
          List<CatalogRun> freed = runs.freeEndedLeases(connection, MOST);
          reports.report(
              connection,
              freed.stream()
                  .filter(run -> run.state() == RunState.FAILED && run.executionKey() != null)
                  .map(
                      run ->
                          new RunReports.End(
                              Objects.requireNonNull(run.executionKey()),
                              run.organizationId(),
                              run.error()))
                  .toList());
          return freed.size();
        });
  }

  private long all(Limits limits, ToIntFunction<Connection> part) {
    long all = 0;
    int some = MOST;
    while (some == MOST && !limits.isOver()) {
      some = database.write(part::applyAsInt);
      all += some;
    }
    return all;
  }

  /** Whether none of what a command counts has happened. */
  static boolean isNothing(Map<String, Long> counts) {
    return counts.values().stream().allMatch(count -> count == 0);
  }
}
