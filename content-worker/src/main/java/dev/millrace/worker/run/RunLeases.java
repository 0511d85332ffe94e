package dev.millrace.worker.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The leases on {@code agent_runs}. */
@Singleton
final class RunLeases implements LeaseStore {
  private static final Sql RENEW =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens) AS i (id, token)
          ), locked AS (
            SELECT r.id
            FROM agent_runs r JOIN input i ON r.id = i.id AND r.lease_token = i.token
            WHERE r.id = ANY (:ids) AND r.lease_until IS NOT NULL
            ORDER BY r.id
            FOR UPDATE OF r
          )
          UPDATE agent_runs r
          SET lease_until = now() + :length * interval '1 second',
              next_publish_at = now() + (:length + :rescueAfter) * interval '1 second'
          FROM locked
          WHERE r.id = locked.id AND r.id = ANY (:ids)
          RETURNING r.id
          """);

  private static final Sql HELD =
      Sql.of(
          """
          SELECT r.id
          FROM agent_runs r JOIN unnest(:ids, :tokens) AS i (id, token) ON r.id = i.id AND r.lease_token = i.token
          WHERE r.id = ANY (:ids) AND r.lease_until IS NOT NULL
          """);

  private final Database database;
  private final DispatchConfig dispatch;

  RunLeases(Database database, DispatchConfig dispatch) {
    this.database = database;
    this.dispatch = dispatch;
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    List<Lease> sorted = leases.stream().sorted(Comparator.comparing(Lease::id)).toList();
    return database.write(
        connection ->
            ids(
                RENEW
                    .on(connection)
                    .bind("length", Sql.seconds(length))
                    .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter())),
                sorted));
  }

  @Override
  public Set<UUID> held(List<Lease> leases) {
    return database.read(connection -> ids(HELD.on(connection), leases));
  }

  @Override
  public String idName() {
    return "run_id";
  }

  private static Set<UUID> ids(Sql.Call call, List<Lease> leases) {
    return new HashSet<>(
        call.bindArray("ids", "uuid", leases.stream().map(Lease::id).toList())
            .bindArray("tokens", "uuid", leases.stream().map(Lease::token).toList())
            .list(row -> row.getObject("id", UUID.class)));
  }
}
