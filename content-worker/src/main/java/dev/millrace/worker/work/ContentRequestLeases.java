package dev.millrace.worker.work;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.lease.Lease;
import dev.millrace.lease.LeaseStore;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The leases on {@code content_requests}. */
@Singleton
final class ContentRequestLeases implements LeaseStore {
  private static final Sql RENEW =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :tokens) AS i (id, token)
          ), locked AS (
            SELECT r.id
            FROM content_requests r JOIN input i ON r.id = i.id AND r.lease_token = i.token
            WHERE r.id = ANY (:ids) AND r.lease_until IS NOT NULL
            ORDER BY r.id
            FOR UPDATE OF r
          )
          UPDATE content_requests r
          SET lease_until = now() + :length * interval '1 second',
              next_publish_at = now() + (:length + :rescueAfter) * interval '1 second'
          FROM locked
          WHERE r.id = locked.id AND r.id = ANY (:ids)
          RETURNING r.id
          """);

  private final Database database;
  private final DispatchConfig dispatch;

  ContentRequestLeases(Database database, DispatchConfig dispatch) {
    this.database = database;
    this.dispatch = dispatch;
  }

  @Override
  public Set<UUID> renew(List<Lease> leases, Duration length) {
    return database.write(connection -> renew(connection, leases, length));
  }

  Set<UUID> renew(Connection connection, List<Lease> leases, Duration length) {
    List<Lease> sorted = leases.stream().sorted(Comparator.comparing(Lease::id)).toList();
    return new HashSet<>(
        RENEW
            .on(connection)
            .bindArray("ids", "uuid", sorted.stream().map(Lease::id).toList())
            .bindArray("tokens", "uuid", sorted.stream().map(Lease::token).toList())
            .bind("length", Sql.seconds(length))
            .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
            .list(row -> row.getObject("id", UUID.class)));
  }
}
