package dev.millrace.api.content;

import dev.millrace.api.content.IntakeTransaction.Admitted;
import dev.millrace.api.idempotency.IdempotencyRepository;
import dev.millrace.batch.Batcher;
import dev.millrace.batch.BatcherFull;
import dev.millrace.content.ContentRequest;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.dispatch.Publication;
import dev.millrace.dispatch.RequestPublisher;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes requests in, in two stages: many callers, one transaction; what has been committed
 * meanwhile, one publication; then the callers learn of it. So that no transaction waits for a
 * publication. Safe for use by many threads.
 */
@Singleton
final class IntakeService {
  private final Database database;
  private final IdempotencyRepository keys;
  private final ContentRequestRepository requests;
  private final RequestPublisher publisher;
  private final Batcher<Submission, Admitted> commits;
  private final Batcher<Publication, Boolean> publications;
  private final ByteAllowance allowance;

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
    this.commits = new Batcher<>(config.commits(), this::commit);
    this.publications = new Batcher<>(config.publications(), this::publish);
    this.allowance = new ByteAllowance(config.mostBytes());
  }

  /**
   * Hands a submission over; the future ends when it is committed, and published or left to the
   * sweep.
   *
   * @throws BatcherFull when too many wait already
   */
  CompletableFuture<Admission> submit(Submission submission) {
    if (!allowance.take(submission.bytes())) {
      throw new BatcherFull("intake");
    }
    try {
      return commits
          .submit(submission)
          .thenCompose(
              admitted ->
                  admitted.isDue() && admitted.admission() instanceof Admission.Created created
                      ? publish(submission, created)
                      : CompletableFuture.completedFuture(admitted.admission()))
          .whenComplete((admission, failure) -> allowance.giveBack(submission.bytes()));
    } catch (BatcherFull full) {
      allowance.giveBack(submission.bytes());
      throw full;
    }
  }

  /** What was handed over is committed first, and then published. */
  @PreDestroy
  void close() {
    commits.close();
    publications.close();
  }

  private List<Admitted> commit(List<Submission> set) {
    return database.write(
        connection -> new IntakeTransaction(connection, keys, requests, set).run());
  }

  private CompletableFuture<Admission> publish(Submission submission, Admission.Created created) {
    ContentRequest row = created.request();
    Publication publication =
        new Publication(
            row.id(),
            row.dispatch(),
            row.organizationId(),
            submission.intake().request(),
            row.traceParent());
    try {
      return publications
          .submit(publication)
          .thenApply(published -> published ? created : unpublished(submission, row));
    } catch (BatcherFull full) {
      // It is committed, and accepted therefore; the sweep will publish it.
      return CompletableFuture.completedFuture(unpublished(submission, row));
    }
  }

  private List<Boolean> publish(List<Publication> set) {
    return Collections.nCopies(set.size(), publisher.publish(set) == set.size());
  }

  /** The broker is away, and the sweep will publish it: the answer does not claim otherwise. */
  private static Admission unpublished(Submission submission, ContentRequest row) {
    return new Admission.Created(
        AcceptedRow.of(submission.intake(), row.createdAt(), false, false));
  }
}
