package dev.millrace.worker.catalog;

import dev.millrace.catalog.ApplyGate;
import dev.millrace.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the queue show what the apply gate says: jobs wait blocked while it is closed. */
@Singleton
final class Gatekeeper {
  private static final Logger logger = LoggerFactory.getLogger(Gatekeeper.class);
  private static final int MOST = 1_000;

  private final Database database;
  private final ApplyGate gate;
  private final QueueRepository queue;

  Gatekeeper(Database database, ApplyGate gate, QueueRepository queue) {
    this.database = database;
    this.gate = gate;
    this.queue = queue;
  }

  /**
   * Blocks the apply jobs that are queued, or puts those back that were blocked.
   *
   * @return whether the gate is open
   */
  boolean look(Tally tally) {
    Optional<String> closed = database.read(gate::closedBecause);
    if (closed.isEmpty()) {
      tally.add("jobs_unblocked", all(connection -> queue.unblock(connection, MOST)));
      return true;
    }
    long blocked = all(connection -> queue.block(connection, closed.get(), MOST));
    tally.add("jobs_blocked", blocked);
    tally.add("jobs_behind_the_gate", database.read(queue::countBlocked));
    if (blocked > 0) {
      logger
          .atWarn()
          .addKeyValue("event", "apply_gate_closed")
          .addKeyValue("jobs_blocked", blocked)
          .log("Jobs are blocked until the apply gate opens: {}", closed.get());
    }
    return false;
  }

  private long all(ToIntFunction<Connection> part) {
    long all = 0;
    int some = MOST;
    while (some == MOST) {
      some = database.write(part::applyAsInt);
      all += some;
    }
    return all;
  }
}
