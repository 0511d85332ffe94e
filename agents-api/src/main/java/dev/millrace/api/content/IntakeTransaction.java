package dev.millrace.api.content;

import dev.millrace.api.idempotency.IdempotencyKey;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.api.idempotency.IdempotencyRepository.Name;
import dev.millrace.api.idempotency.IdempotencyRepository.Taken;
import dev.millrace.api.idempotency.IdempotencyRepository.Taking;
import dev.millrace.content.Accepted;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One set of submissions in one transaction: take the idempotency keys, insert, read what was there
 * before. Keys come before rows in every transaction, and both are sorted, so no two entangle.
 *
 * <p>Lives as long as the transaction, in one thread.
 */
final class IntakeTransaction {
  private final Connection connection;
  private final IdempotencyRepository keys;
  private final ContentRequestRepository requests;
  private final List<Submission> submissions;
  private final List<@Nullable Verdict> verdicts;

  IntakeTransaction(
      Connection connection,
      IdempotencyRepository keys,
      ContentRequestRepository requests,
      List<Submission> submissions) {
    this.connection = connection;
    this.keys = keys;
    this.requests = requests;
    this.submissions = submissions;
    this.verdicts = new ArrayList<>(submissions.size());
  }

  /** What is known of a submission before the rows of others are read. */
  sealed interface Verdict {
    record Made(UUID id, boolean isDue, boolean isPlaceless, Instant createdAt)
        implements Verdict {}

    record Known(UUID id) implements Verdict {}

    record Repeated(UUID id, Instant firstCall) implements Verdict {}

    record Refused() implements Verdict {}
  }

  /** Does all of it, and answers in the order of the submissions. */
  List<Admitted> run() {
    decideByKey();
    insert();
    repeatWithinSet();
    Map<UUID, ContentRequest> rows = readOthers();
    List<Admitted> admitted = new ArrayList<>(submissions.size());
    for (int index = 0; index < submissions.size(); index++) {
      admitted.add(admitted(submissions.get(index), verdict(index), rows));
    }
    return admitted;
  }

  /** The first of each key in the set speaks for the key; the others wait for its verdict. */
  private void decideByKey() {
    Map<Name, Taking> takings = new LinkedHashMap<>();
    for (Submission submission : submissions) {
      verdicts.add(null);
      if (submission.key() != null) {
        takings.putIfAbsent(
            submission.name(),
            new Taking(
                submission.name(), submission.key().bodyHash(), List.of(submission.intake().id())));
      }
    }
    if (takings.isEmpty()) {
      return;
    }
    Set<Name> free = keys.take(connection, List.copyOf(takings.values()));
    takings.keySet().removeAll(free);
    if (!takings.isEmpty()) {
      Map<Name, Taken> taken = keys.find(connection, List.copyOf(takings.keySet()));
      for (int index = 0; index < submissions.size(); index++) {
        decideByKey(index, taken);
      }
    }
  }

  private void decideByKey(int index, Map<Name, Taken> taken) {
    Submission submission = submissions.get(index);
    IdempotencyKey key = submission.key();
    Taken earlier = key == null ? null : taken.get(submission.name());
    if (key == null || earlier == null) {
      return;
    }
    UUID first = earlier.resourceIds().getFirst();
    if (!earlier.bodyHash().equals(key.bodyHash())) {
      verdicts.set(index, new Verdict.Refused());
    } else if (!first.equals(submission.intake().id())) {
      verdicts.set(index, new Verdict.Repeated(first, earlier.createdAt()));
    }
    // Otherwise an earlier try of this very set took the key: it goes on as if this one had.
  }

  private void insert() {
    List<Integer> places = new ArrayList<>(submissions.size());
    Map<Name, Integer> speakers = new HashMap<>();
    for (int index = 0; index < submissions.size(); index++) {
      Submission submission = submissions.get(index);
      if (verdicts.get(index) == null
          && (submission.key() == null || speakers.putIfAbsent(submission.name(), index) == null)) {
        places.add(index);
      }
    }
    if (places.isEmpty()) {
      return;
    }
    List<Intake> intakes = places.stream().map(place -> submissions.get(place).intake()).toList();
    List<Accepted> accepted = requests.insert(connection, intakes);
    Map<Name, UUID> found = new HashMap<>();
    for (int at = 0; at < places.size(); at++) {
      int place = places.get(at);
      Accepted answer = accepted.get(at);
      verdicts.set(place, verdict(answer));
      if (!answer.isNew() && submissions.get(place).key() != null) {
        found.put(submissions.get(place).name(), answer.id());
      }
    }
    if (!found.isEmpty()) {
      keys.found(connection, found);
    }
  }

  private static Verdict verdict(Accepted answer) {
    return answer.isNew()
        ? new Verdict.Made(answer.id(), answer.isDue(), answer.isPlaceless(), answer.createdAt())
        : new Verdict.Known(answer.id());
  }

  private void repeatWithinSet() {
    Map<Name, Integer> speakers = new HashMap<>();
    for (int index = 0; index < submissions.size(); index++) {
      Submission submission = submissions.get(index);
      IdempotencyKey key = submission.key();
      if (key == null) {
        continue;
      }
      Integer speaker = speakers.putIfAbsent(submission.name(), index);
      IdempotencyKey spoken = speaker == null ? null : submissions.get(speaker).key();
      if (speaker != null && spoken != null && verdicts.get(index) == null) {
        verdicts.set(
            index,
            spoken.bodyHash().equals(key.bodyHash())
                ? repeated(verdict(speaker))
                : new Verdict.Refused());
      }
    }
  }

  private static Verdict repeated(Verdict first) {
    return switch (first) {
      case Verdict.Made made -> new Verdict.Repeated(made.id(), made.createdAt());
      case Verdict.Known known -> new Verdict.Repeated(known.id(), Instant.MAX);
      case Verdict.Repeated again -> again;
      case Verdict.Refused refused -> refused;
    };
  }

  private Map<UUID, ContentRequest> readOthers() {
    List<UUID> others =
        verdicts.stream()
            .map(IntakeTransaction::toRead)
            .filter(id -> id != null)
            .distinct()
            .toList();
    Map<UUID, ContentRequest> rows = new HashMap<>();
    if (!others.isEmpty()) {
      requests.find(connection, others).forEach(row -> rows.put(row.id(), row));
    }
    return rows;
  }

  private static @Nullable UUID toRead(@Nullable Verdict verdict) {
    return switch (verdict) {
      case Verdict.Made made -> null;
      case Verdict.Known known -> known.id();
      case Verdict.Repeated repeated -> repeated.id();
      case Verdict.Refused refused -> null;
      case null -> null;
    };
  }

  private static Admitted admitted(
      Submission submission, Verdict verdict, Map<UUID, ContentRequest> rows) {
    return switch (verdict) {
      case Verdict.Made made ->
          new Admitted(
              new Admission.Created(
                  AcceptedRow.of(
                      submission.intake(), made.createdAt(), made.isDue(), made.isPlaceless())),
              made.isDue());
      case Verdict.Known known ->
          new Admitted(new Admission.Found(required(rows, known.id())), false);
      case Verdict.Repeated repeated ->
          new Admitted(replayed(rows.get(repeated.id()), repeated.firstCall()), false);
      case Verdict.Refused refused -> new Admitted(new Admission.KeyTaken(), false);
    };
  }

  private static Admission replayed(@Nullable ContentRequest row, Instant firstCall) {
    return row == null
        ? new Admission.Gone()
        : new Admission.Replayed(row, !firstCall.isAfter(row.createdAt()));
  }

  private static ContentRequest required(Map<UUID, ContentRequest> rows, UUID id) {
    ContentRequest row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("Seen in this transaction, and not found: " + id);
    }
    return row;
  }

  private Verdict verdict(int index) {
    Verdict verdict = verdicts.get(index);
    if (verdict == null) {
      throw new IllegalStateException("No verdict on submission " + index);
    }
    return verdict;
  }

  /**
   * An admission that will be told once it is committed.
   *
   * @param isDue whether it is to be published at once
   */
  record Admitted(Admission admission, boolean isDue) {}
}
