package dev.millrace.api.content;

import dev.millrace.api.content.IntakeTransaction.Admitted;
import dev.millrace.batch.Batcher;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes requests in: many callers, one transaction; then one publication of what it committed; then
 * the callers learn of it. Safe for use by many threads.
 */
@Singleton
final class IntakeService {
  private final Database database;
  private final IdempotencyRepository keys;
  private final ContentRequestRepository requests;
  private final RequestPublisher publisher;
  private final Batcher<Submission, Admission> batcher;

  IntakeService(
      IntakeConfig config,
      Database database,
      IdempotencyRepository keys,
      ContentRequestRepository requests,
      RequestPublisher publisher) {
    this.database = database;
    this.keys = keys;
    this.requests = requests;
    this.publisher = publisher;
    this.batcher = new Batcher<>(config.batcher(), this::commit);
  }

  /**
   * Hands a submission over; the future ends when it is committed.
   *
   * @throws dev.millrace.batch.BatcherFull when too many wait already
   */
  CompletableFuture<Admission> submit(Submission submission) {
    return batcher.submit(submission);
  }

  @PreDestroy
  void close() {
    batcher.close();
  }

  private List<Admission> commit(List<Submission> set) {
    List<Admitted> admitted =
        database.write(connection -> new IntakeTransaction(connection, keys, requests, set).run());
    List<Publication> publications = publications(set, admitted);
    boolean allPublished =
        publications.isEmpty() || publisher.publish(publications) == publications.size();
    List<Admission> admissions = new ArrayList<>(set.size());
    for (int index = 0; index < set.size(); index++) {
      admissions.add(
          allPublished
              ? admitted.get(index).admission()
              : unpublished(set.get(index), admitted.get(index)));
    }
    return admissions;
  }

  private static List<Publication> publications(List<Submission> set, List<Admitted> admitted) {
    List<Publication> publications = new ArrayList<>(set.size());
    for (int index = 0; index < set.size(); index++) {
      if (admitted.get(index).isDue()
          && admitted.get(index).admission() instanceof Admission.Created(ContentRequest row)) {
        publications.add(
            new Publication(
                row.id(),
                row.dispatch(),
                row.organizationId(),
                set.get(index).intake().request(),
                row.traceParent()));
      }
    }
    return publications;
  }

  /** The broker is away, and the sweep will publish it: the answer does not claim otherwise. */
  private static Admission unpublished(Submission submission, Admitted admitted) {
    return admitted.admission() instanceof Admission.Created(ContentRequest row)
        ? new Admission.Created(AcceptedRow.of(submission.intake(), row.createdAt(), false))
        : admitted.admission();
  }
}
