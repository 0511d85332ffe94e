package dev.millrace.api.content;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.api.idempotency.IdempotencyRepository.Name;
import dev.millrace.api.idempotency.IdempotencyRepository.Taken;
import dev.millrace.api.idempotency.IdempotencyRepository.Taking;
import dev.millrace.api.idempotency.KeyProblems;
import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one call in, all in one transaction, and publishes them in one go. Few such
 * calls run at once, since each may hold megabytes; one more is told to come again.
 */
@Singleton
final class BatchService {
  private static final int CHUNK = 500;
  private static final int MOST_AT_ONCE = 4;

  private final Database database;
  private final IdempotencyRepository keys;
  private final ContentRequestRepository requests;
  private final RequestPublisher publisher;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  BatchService(
      Database database,
      IdempotencyRepository keys,
      ContentRequestRepository requests,
      RequestPublisher publisher) {
    this.database = database;
    this.keys = keys;
    this.requests = requests;
    this.publisher = publisher;
  }

  /**
   * What a call comes to.
   *
   * @param isReplayed whether an earlier call of the same key did it
   */
  record Outcome(BatchResult result, boolean isReplayed) {}

  /** Takes in what can be; blocks. */
  Outcome accept(String organizationId, BatchRequest batch, @Nullable IdempotencyKey key) {
    if (!places.tryAcquire()) {
      throw ProblemException.overloaded(Duration.ofSeconds(1));
    }
    try {
      Name name = key == null ? null : new Name(organizationId, key.value());
      Committed committed =
          database.write(connection -> new Call(connection, batch, name, key).run());
      publisher.publish(committed.publications);
      return committed.outcome;
    } finally {
      places.release();
    }
  }

  private record Committed(Outcome outcome, List<Publication> publications) {}

  /** One call in its transaction: the key before the rows, and the rows sorted, as everywhere. */
  private final class Call {
    private final Connection connection;
    private final BatchRequest batch;
    private final @Nullable Name name;
    private final @Nullable IdempotencyKey key;

    Call(
        Connection connection,
        BatchRequest batch,
        @Nullable Name name,
        @Nullable IdempotencyKey key) {
      this.connection = connection;
      this.batch = batch;
      this.name = name;
      this.key = key;
    }

    Committed run() {
      if (name != null && key != null) {
        Taking taking = new Taking(name, key.bodyHash(), List.of());
        if (keys.take(connection, List.of(taking)).isEmpty()) {
          return replay(name, key);
        }
      }
      return insert();
    }

    private Committed insert() {
      List<Intake> intakes = batch.intakes();
      Map<UUID, Accepted> accepted = insert(intakes);
      Map<UUID, ContentRequest> known = read(accepted.values());
      List<Publication> publications = new ArrayList<>();
      List<UUID> resources = new ArrayList<>();
      List<BatchResult.Item> results = new ArrayList<>();
      for (BatchRequest.Item item : batch.items()) {
        if (item.problem() != null) {
          results.add(BatchResult.Item.of(item.problem()));
        } else if (item.intake() != null) {
          Accepted answer = of(accepted, item.intake().id());
          resources.add(answer.id());
          results.add(result(item.intake(), answer, known));
          if (answer.isNew() && answer.isDue()) {
            publications.add(publication(item.intake()));
          }
        }
      }
      if (name != null) {
        keys.ledTo(connection, name, resources);
      }
      return new Committed(new Outcome(BatchResult.of(results), false), publications);
    }

    private Map<UUID, Accepted> insert(List<Intake> intakes) {
      List<Intake> sorted =
          intakes.stream().sorted(Comparator.comparing(Intake::correlationId)).toList();
      Map<UUID, Accepted> accepted = new HashMap<>();
      for (int from = 0; from < sorted.size(); from += CHUNK) {
        List<Intake> chunk = sorted.subList(from, Math.min(from + CHUNK, sorted.size()));
        List<Accepted> answers = requests.insert(connection, chunk);
        for (int index = 0; index < chunk.size(); index++) {
          accepted.put(chunk.get(index).id(), answers.get(index));
        }
      }
      return accepted;
    }

    private BatchResult.Item result(
        Intake intake, Accepted answer, Map<UUID, ContentRequest> known) {
      return answer.isNew()
          ? BatchResult.Item.of(
              202, AcceptedRow.of(intake, answer.createdAt(), answer.isDue(), answer.isPlaceless()))
          : BatchResult.Item.of(200, of(known, answer.id()));
    }

    private Map<UUID, ContentRequest> read(Iterable<Accepted> accepted) {
      Set<UUID> known = new HashSet<>();
      for (Accepted each : accepted) {
        if (!each.isNew()) {
          known.add(each.id());
        }
      }
      return rows(known);
    }

    /** The first place of a request is where it was made, if the call that took the key made it. */
    private Committed replay(Name taken, IdempotencyKey sent) {
      Taken earlier = of(keys.find(connection, List.of(taken)), taken);
      if (!earlier.bodyHash().equals(sent.bodyHash())) {
        throw new ProblemException(KeyProblems.keyTaken());
      }
      Map<UUID, ContentRequest> rows = rows(Set.copyOf(earlier.resourceIds()));
      Set<UUID> seen = new HashSet<>();
      Iterator<UUID> resources = earlier.resourceIds().iterator();
      List<BatchResult.Item> results = new ArrayList<>();
      for (BatchRequest.Item item : batch.items()) {
        results.add(
            item.problem() != null
                ? BatchResult.Item.of(item.problem())
                : again(resources.next(), rows, seen, earlier.createdAt()));
      }
      return new Committed(new Outcome(BatchResult.of(results), true), List.of());
    }

    private BatchResult.Item again(
        UUID id, Map<UUID, ContentRequest> rows, Set<UUID> seen, Instant firstCall) {
      ContentRequest row = rows.get(id);
      if (row == null) {
        Problem gone = KeyProblems.gone();
        return BatchResult.Item.of(gone);
      }
      boolean created = seen.add(id) && !firstCall.isAfter(row.createdAt());
      return BatchResult.Item.of(created ? 202 : 200, row);
    }

    private Map<UUID, ContentRequest> rows(Set<UUID> ids) {
      Map<UUID, ContentRequest> rows = new HashMap<>();
      if (!ids.isEmpty()) {
        requests.find(connection, List.copyOf(ids)).forEach(row -> rows.put(row.id(), row));
      }
      return rows;
    }
  }

  private static Publication publication(Intake intake) {
    return new Publication(
        intake.id(), 1, intake.organizationId(), intake.request(), intake.traceParent());
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("Seen in this transaction, and not found: " + key);
    }
    return value;
  }
}
