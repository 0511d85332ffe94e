package dev.millrace.scheduler.tick;

import dev.millrace.dispatch.Publication;
import dev.millrace.scheduler.storage.Outbox;
import java.util.List;

/**
 * What a transaction has written, to be published once it is committed.
 *
 * @param fires all slots that fired, with those that turned out to be faulty
 * @param refused those that had been fired before
 * @param executions how many are to be run in this service
 */
record Fired(
    List<Fire> fires,
    List<Fire> refused,
    List<Publication> requests,
    List<Outbox.Due> commands,
    int executions) {
  long faults() {
    return fires.stream().filter(fire -> fire.fault() != null).count();
  }
}
