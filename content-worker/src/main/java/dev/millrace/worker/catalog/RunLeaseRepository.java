package dev.millrace.worker.catalog;

import dev.millrace.catalog.CatalogRun;
import dev.millrace.catalog.RunOutcome;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.lease.Lease;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The leases on {@code catalog_run_history}, and the ends of runs. */
@Singleton
final class RunLeaseRepository {
  private static final int MOST_ATTEMPTS = 3;

  private static final String TAKE =
      """
      UPDATE catalog_run_history r
      SET state = 'running', attempts = r.attempts + 1, lease_token = gen_random_uuid(), lease_owner = :owner,
          lease_until = now() + :lease * interval '1 second', started_at = coalesce(r.started_at, now())
      WHERE r.id = (
        SELECT q.id FROM catalog_run_history q
        WHERE q.state = 'recorded' %s
          AND (q.command <> 'review' OR NOT EXISTS (
            SELECT FROM catalog_run_history o WHERE o.state = 'running' AND o.command = 'review'))
        ORDER BY q.recorded_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED)
      RETURNING r.lease_token,\s
      """;

  private static final Sql TAKE_ANY = Sql.of(TAKE.formatted("") + CatalogRun.COLUMNS);

  private static final Sql TAKE_ONE = Sql.of(TAKE.formatted("AND q.id = :id") + CatalogRun.COLUMNS);

  private static final Sql RENEW =
      Sql.of(
          """
          WITH locked AS (
            SELECT r.id
            FROM catalog_run_history r
            JOIN unnest(:ids, :tokens) AS i (id, token) ON r.id = i.id AND r.lease_token = i.token
            WHERE r.id = ANY (:ids) AND r.state = 'running'
            ORDER BY r.id
            FOR UPDATE OF r
          )
          UPDATE catalog_run_history
          SET lease_until = now() + :length * interval '1 second'
          WHERE id = ANY (ARRAY(SELECT id FROM locked))
          RETURNING id
          """);

  /** The run's own cost has been added by then, call by call, or is what it says. */
  private static final Sql END =
      Sql.of(
          """
          UPDATE catalog_run_history
          SET state = :state, outcome = :outcome, error = :error, counts = :counts::jsonb, cost = cost + :cost::numeric,
              lease_until = NULL, ended_at = now()
          WHERE id = :id AND lease_token = :token AND state = 'running'
          """);

  private static final Sql RELEASE =
      Sql.of(
          """
          UPDATE catalog_run_history
          SET state = 'recorded', attempts = attempts - 1, lease_until = NULL
          WHERE id = :id AND lease_token = :token AND state = 'running'
          """);

  /** A run that nobody has begun. */
  private static final Sql REFUSE =
      Sql.of(
          """
          UPDATE catalog_run_history
          SET state = 'failed', error = :error, ended_at = now()
          WHERE id = :id AND state = 'recorded'
          """);

  private static final Sql FREE_ENDED_LEASES =
      Sql.of(
          """
          UPDATE catalog_run_history
          SET state = CASE WHEN origin = 'schedule' AND attempts < :mostAttempts THEN 'recorded' ELSE 'failed' END,
              error = CASE WHEN origin = 'schedule' AND attempts < :mostAttempts THEN NULL
                           ELSE 'The worker was lost during the run.' END,
              ended_at = CASE WHEN origin = 'schedule' AND attempts < :mostAttempts THEN NULL ELSE now() END,
              lease_until = NULL
          WHERE id = ANY (ARRAY(
            SELECT id FROM catalog_run_history
            WHERE state = 'running' AND lease_until < now()
            ORDER BY id
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          RETURNING %s
          """
              .formatted(CatalogRun.COLUMNS.replace("r.", "")));

  /** Takes the oldest run that is recorded, or that one; empty when it may not run now. */
  Optional<TakenRun> take(
      Connection connection, @Nullable UUID only, String owner, Duration lease) {
    Sql.Call call =
        only == null ? TAKE_ANY.on(connection) : TAKE_ONE.on(connection).bind("id", only);
    return call.bind("owner", owner)
        .bind("lease", Sql.seconds(lease))
        .first(
            row ->
                new TakenRun(
                    new Lease(
                        row.getObject("id", UUID.class), row.getObject("lease_token", UUID.class)),
                    CatalogRun.read(row)));
  }

  Set<UUID> renew(Connection connection, List<Lease> leases, Duration length) {
    List<Lease> sorted = leases.stream().sorted(Comparator.comparing(Lease::id)).toList();
    return new HashSet<>(
        RENEW
            .on(connection)
            .bindArray("ids", "uuid", sorted.stream().map(Lease::id).toList())
            .bindArray("tokens", "uuid", sorted.stream().map(Lease::token).toList())
            .bind("length", Sql.seconds(length))
            .list(row -> row.getObject("id", UUID.class)));
  }

  /** Ends a run; false when its lease was lost. */
  boolean end(
      Connection connection,
      Lease lease,
      @Nullable RunOutcome outcome,
      @Nullable String error,
      Tally tally) {
    return END.on(connection)
            .bind("id", lease.id())
            .bind("token", lease.token())
            .bind("state", error == null ? "finished" : "failed")
            .bind("outcome", error != null || outcome == null ? null : outcome.wireName())
            .bind("error", error)
            .bind("counts", ContentRequestCodec.text(tally.document()))
            .bind("cost", tally.cost().toPlainString())
            .update()
        == 1;
  }

  /** Gives a run back that another worker is to carry out. */
  boolean release(Connection connection, Lease lease) {
    return RELEASE.on(connection).bind("id", lease.id()).bind("token", lease.token()).update() == 1;
  }

  /** Ends a run that could not begin; false when it has begun. */
  boolean refuse(Connection connection, UUID run, String error) {
    return REFUSE.on(connection).bind("id", run).bind("error", error).update() == 1;
  }

  /** Frees the runs of lost workers; those that are given up are told as they are now. */
  List<CatalogRun> freeEndedLeases(Connection connection, int most) {
    return FREE_ENDED_LEASES
        .on(connection)
        .bind("mostAttempts", MOST_ATTEMPTS)
        .bind("most", most)
        .list(CatalogRun::read);
  }
}
