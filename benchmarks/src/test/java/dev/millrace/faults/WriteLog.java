package dev.millrace.faults;

import dev.millrace.testing.MigratedDatabase;
import java.util.Collection;
import java.util.List;

/**
 * The database's own record of who changed the state of a request. Each process writes under its
 * own application name, so that a write by a worker that no longer holds the lease shows, even if
 * the state it led to looks innocent.
 */
final class WriteLog {
  private static final List<String> SETUP =
      List.of(
          """
          CREATE TABLE state_changes (
            id bigint GENERATED ALWAYS AS IDENTITY, request_id uuid, writer text, was text, becomes text,
            owner text, lease_ended boolean, dispatch_grew boolean)
          """,
          """
          CREATE FUNCTION note_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            INSERT INTO state_changes (request_id, writer, was, becomes, owner, lease_ended, dispatch_grew)
            VALUES (NEW.id, current_setting('application_name'), OLD.status, NEW.status, OLD.lease_owner,
                    OLD.lease_until < clock_timestamp(), NEW.dispatch > OLD.dispatch);
            RETURN NULL;
          END $$
          """,
          """
          CREATE TRIGGER note_state_change AFTER UPDATE ON content_requests
          FOR EACH ROW WHEN (OLD.status <> NEW.status OR OLD.status = 'processing')
          EXECUTE FUNCTION note_state_change()
          """);

  private WriteLog() {}

  /** Begins to record. */
  static void install(MigratedDatabase database) {
    SETUP.forEach(database::execute);
  }

  /** What was written by somebody who had no right to: nothing, if all is well. */
  static List<String> violations(MigratedDatabase database, Collection<Service> services) {
    return database
        .list(
            """
            SELECT request_id, writer, was, becomes, owner, coalesce(lease_ended, false) AS lease_ended
            FROM state_changes
            ORDER BY id
            """,
            row ->
                new Change(
                    row.getString("request_id"),
                    row.getString("writer"),
                    row.getString("was"),
                    row.getString("becomes"),
                    String.valueOf(row.getString("owner")),
                    row.getBoolean("lease_ended")))
        .stream()
        .filter(change -> !change.isRightful(services))
        .map(change -> "no right to write: " + change)
        .toList();
  }

  private record Change(
      String request, String writer, String was, String becomes, String owner, boolean leaseEnded) {
    boolean isRightful(Collection<Service> services) {
      return switch (was) {
        case "pending" -> becomes.equals("processing") || becomes.equals("cancelled");
        case "processing" ->
            becomes.equals("cancelled") || isByOwner(services) || (leaseEnded && isFreeing());
        case "failed", "cancelled" -> becomes.equals("pending");
        default -> false;
      };
    }

    private boolean isFreeing() {
      return becomes.equals("pending") || becomes.equals("failed");
    }

    private boolean isByOwner(Collection<Service> services) {
      return services.stream()
          .anyMatch(
              service -> service.name().equals(writer) && owner.startsWith(service.pid() + "@"));
    }
  }
}
