package dev.millrace.worker.run;

import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.worker.work.Settled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what becomes of runs: the row is locked first, and nothing is written unless it still
 * bears the lease's token. Every write may be repeated.
 */
@Singleton
class RunWrites {
  private static final Sql LOCK =
      Sql.of("SELECT status, lease_token FROM agent_runs WHERE id = :id FOR UPDATE");

  private final Checkpoints checkpoints;
  private final RunEnds ends;

  RunWrites(Checkpoints checkpoints, RunEnds ends) {
    this.checkpoints = checkpoints;
    this.ends = ends;
  }

  /** Writes, and answers where the row stands. */
  Settled write(Connection connection, RunWrite write) {
    Optional<Row> found = lock(connection, write.lease().id());
    if (found.isEmpty()) {
      return new Settled(false, RequestStatus.CANCELLED);
    }
    Row row = found.get();
    if (!row.isHeldBy(write)) {
      // One's own token in the state that was wanted: an earlier try was committed.
      return new Settled(row.bears(write) && row.status == write.wanted(), row.status);
    }
    switch (write) {
      case RunWrite.Checkpoint checkpoint -> checkpoints.write(connection, checkpoint);
      case RunWrite.Finish finish -> ends.finish(connection, finish);
      case RunWrite.BreakOff broken -> ends.breakOff(connection, broken);
    }
    return new Settled(true, write.wanted());
  }

  private static Optional<Row> lock(Connection connection, UUID id) {
    return LOCK.on(connection)
        .bind("id", id)
        .first(
            row ->
                new Row(
                    RequestStatus.of(row.getString("status")).orElseThrow(),
                    row.getObject("lease_token", UUID.class)));
  }

  private record Row(RequestStatus status, @Nullable UUID token) {
    boolean bears(RunWrite write) {
      return write.lease().token().equals(token);
    }

    boolean isHeldBy(RunWrite write) {
      return status == RequestStatus.PROCESSING && bears(write);
    }
  }
}
