package dev.millrace.scheduler.storage.json;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.scheduler.storage.RequestRows;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rows of content requests that the files say are fired, publishes them, and only then
 * forgets them. A row that is there already is that of an earlier try, and sees to itself. Safe for
 * use by many threads; never throws for the database's sake.
 */
final class RequestDelivery {
  private static final Logger logger = LoggerFactory.getLogger(RequestDelivery.class);
  private static final int BATCH = 500;

  private final ReentrantLock lock = new ReentrantLock();
  private final JsonFiles files;
  private final Database database;
  private final RequestRows rows;
  private final RequestPublisher publisher;

  RequestDelivery(
      JsonFiles files, Database database, RequestRows rows, RequestPublisher publisher) {
    this.files = files;
    this.database = database;
    this.rows = rows;
    this.publisher = publisher;
  }

  /** Delivers all there is; what it cannot, a later call does. */
  void deliver() {
    lock.lock();
    try {
      List<StoredRequest> next = next();
      while (!next.isEmpty() && deliver(next)) {
        next = next();
      }
    } finally {
      lock.unlock();
    }
  }

  private List<StoredRequest> next() {
    return files.read(unit -> unit.state().undelivered.oldest(BATCH));
  }

  /** Whether they are done with. */
  private boolean deliver(List<StoredRequest> requests) {
    try {
      insert(requests);
      return true;
    } catch (DatabaseException failure) {
      if (!failure.isCausedByARow()) {
        logger
            .atWarn()
            .addKeyValue("event", "request.undelivered")
            .addKeyValue("count", requests.size())
            .log(
                "Requests are fired and no rows yet, the next tick tries again: {}",
                message(failure));
        return false;
      }
      if (requests.size() > 1) {
        return requests.stream().allMatch(each -> deliver(List.of(each)));
      }
      return giveUp(requests.getFirst(), failure);
    }
  }

  private void insert(List<StoredRequest> requests) {
    List<Publication> publications =
        database.write(
            connection ->
                rows.insert(connection, requests.stream().map(RequestDelivery::intake).toList()));
    if (!publications.isEmpty()) {
      publisher.publish(publications);
    }
    files.write(
        unit -> {
          requests.forEach(each -> unit.state().requests.remove(each.executionKey()));
          return requests.size();
        });
  }

  /** The database will never take it: its run has failed. */
  private boolean giveUp(StoredRequest request, DatabaseException refusal) {
    String key = request.executionKey();
    files.write(
        unit -> {
          State state = unit.state();
          state.requests.remove(key);
          state
              .decisions
              .find(key)
              .ifPresent(
                  decision ->
                      state.decisions.put(decision.ended("failed", unit.now(), message(refusal))));
          return key;
        });
    logger
        .atError()
        .addKeyValue("event", "request.refused")
        .addKeyValue("execution_key", key)
        .log("The database refuses the request, its run has failed: {}", message(refusal));
    return true;
  }

  private static Intake intake(StoredRequest request) {
    try {
      NewContentRequest asked = ContentRequestCodec.decode(request.document());
      UUID id = ContentRequestRepository.newId();
      NewContentRequest named =
          new NewContentRequest(
              id,
              request.executionKey(),
              request.organizationId(),
              asked.studentId(),
              asked.topic(),
              asked.gradeLevel(),
              asked.format(),
              asked.interests(),
              asked.notBefore(),
              asked.callbackUrl(),
              asked.metadata());
      return new Intake(id, request.organizationId(), request.executionKey(), named, null);
    } catch (InvalidContentRequest impossible) {
      throw new IllegalStateException("It was valid when it was fired", impossible);
    }
  }

  private static String message(DatabaseException failure) {
    return String.valueOf(failure.getMessage());
  }
}
