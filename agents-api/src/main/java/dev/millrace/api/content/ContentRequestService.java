package dev.millrace.api.content;

import dev.millrace.api.content.ContentRepository.Generated;
import dev.millrace.callback.Callbacks;
import dev.millrace.content.ContentRequest;
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.security.Caller;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What callers do with requests that are there: list, read, cancel, run again. Blocks. */
@Singleton
final class ContentRequestService {
  private final Database database;
  private final RequestListRepository lists;
  private final ContentRepository contents;
  private final TransitionRepository transitions;
  private final Callbacks callbacks;
  private final RequestPublisher publisher;

  ContentRequestService(
      Database database,
      RequestListRepository lists,
      ContentRepository contents,
      TransitionRepository transitions,
      Callbacks callbacks,
      RequestPublisher publisher) {
    this.database = database;
    this.lists = lists;
    this.contents = contents;
    this.transitions = transitions;
    this.callbacks = callbacks;
    this.publisher = publisher;
  }

  /** The part of a list, and one row more where there is one. */
  List<ContentRequest> list(RequestFilter.Part part) {
    return database.read(
        connection -> lists.list(connection, part.filter(), part.cursor(), part.limit() + 1));
  }

  /** What was generated for a request. */
  Optional<Generated> content(UUID request) {
    return database.read(connection -> contents.find(connection, request));
  }

  /** Cancels what waits or runs; empty when the caller has no such request. */
  Optional<ContentRequest> cancel(Caller caller, UUID id) {
    return database.write(
        connection -> {
          Optional<ContentRequest> cancelled =
              transitions.cancel(connection, caller.organizationId(), id, caller.subject());
          cancelled.ifPresent(row -> callbacks.ended(connection, List.of(row.id())));
          return cancelled;
        });
  }

  /** Starts anew what failed or was cancelled, and publishes it; empty when there is no such. */
  Optional<ContentRequest> retry(Caller caller, UUID id) {
    Optional<ContentRequest> retried =
        database.write(
            connection ->
                transitions.retry(connection, caller.organizationId(), id, caller.subject()));
    retried
        .filter(row -> row.publishedAt() != null)
        .ifPresent(row -> publisher.publish(List.of(Publication.of(row))));
    return retried;
  }
}
