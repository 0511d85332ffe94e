package dev.millrace.worker.catalog;

import dev.millrace.catalog.Edit;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobResult;
import dev.millrace.catalog.JobStatus;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An outcome as the row will have it. The one table from outcomes to states. */
record SettledRow(
    UUID id,
    Standing standing,
    JobStatus status,
    @Nullable String result,
    boolean isCharged,
    Duration pause,
    @Nullable String blockedReason,
    @Nullable Integer version,
    @Nullable String plan,
    @Nullable UUID change,
    @Nullable String errorClass,
    @Nullable String errorMessage,
    BigDecimal cost) {
  /** Who changes an exercise this often is not to be outrun. */
  private static final int MOST_REPLANS = 10;

  private static final int LONGEST_MESSAGE = 500;

  /**
   * The row of a settlement.
   *
   * @param closed why the gate is closed; null when it is open, or nobody asked
   * @param edit the change that was tried; null when none was
   * @param made the changes that were made
   */
  static SettledRow of(
      Settlement settlement, @Nullable String closed, @Nullable Edit edit, Set<UUID> made) {
    ClaimedJob job = settlement.job();
    return switch (settlement.outcome()) {
      case JobOutcome.Planned planned when job.mode() == JobMode.DRY_RUN ->
          completed(job, JobResult.PLANNED, planned.plan(), planned.version(), null);
      case JobOutcome.Planned planned when closed != null -> blocked(job, planned, closed);
      case JobOutcome.Planned planned when edit != null && made.contains(edit.id()) ->
          completed(job, JobResult.APPLIED, planned.plan(), planned.version(), edit.id());
      case JobOutcome.Planned planned -> outrun(job, planned);
      case JobOutcome.Unchanged(Plan plan, int version) ->
          completed(job, JobResult.UNCHANGED, plan, version, null);
      case JobOutcome.Again again -> again(job, again);
      case JobOutcome.Failed(FailureClass failureClass, String message) ->
          failed(job, failureClass, message, BigDecimal.ZERO);
      case JobOutcome.Released() ->
          waiting(job, Standing.QUEUED, false, Duration.ZERO, null, null, BigDecimal.ZERO);
    };
  }

  /** Where a job stands whose row says this. */
  static Standing standing(String status, @Nullable String result) {
    return switch (JobStatus.of(status).orElseThrow()) {
      case COMPLETED ->
          JobResult.APPLIED.wireName().equals(result) ? Standing.APPLIED : Standing.COMPLETED;
      case FAILED -> Standing.FAILED;
      case BLOCKED -> Standing.BLOCKED;
      case QUEUED -> Standing.QUEUED;
      case RUNNING -> Standing.LOST;
    };
  }

  private static SettledRow completed(
      ClaimedJob job,
      JobResult result,
      Plan plan,
      @Nullable Integer version,
      @Nullable UUID change) {
    return new SettledRow(
        job.lease().id(),
        result == JobResult.APPLIED ? Standing.APPLIED : Standing.COMPLETED,
        JobStatus.COMPLETED,
        result.wireName(),
        true,
        Duration.ZERO,
        null,
        version,
        ContentRequestCodec.text(plan.document(job.finding())),
        change,
        null,
        null,
        plan.cost());
  }

  private static SettledRow blocked(ClaimedJob job, JobOutcome.Planned planned, String closed) {
    return new SettledRow(
        job.lease().id(),
        Standing.BLOCKED,
        JobStatus.BLOCKED,
        null,
        false,
        Duration.ZERO,
        closed,
        null,
        null,
        null,
        null,
        null,
        planned.plan().cost());
  }

  /** Its exercise was changed meanwhile: planned anew, and at no cost, but not for ever. */
  private static SettledRow outrun(ClaimedJob job, JobOutcome.Planned planned) {
    return job.replans() < MOST_REPLANS
        ? waiting(job, Standing.REPLANNED, false, Duration.ZERO, null, null, planned.plan().cost())
        : failed(
            job,
            FailureClass.TRANSIENT,
            "The exercise was changed by others each time that a change was planned.",
            planned.plan().cost());
  }

  private static SettledRow again(ClaimedJob job, JobOutcome.Again again) {
    return again.isCharged() && job.attempt() >= job.maxAttempts()
        ? failed(job, again.failureClass(), again.message(), BigDecimal.ZERO)
        : waiting(
            job,
            Standing.QUEUED,
            again.isCharged(),
            again.pause(),
            again.failureClass(),
            again.message(),
            BigDecimal.ZERO);
  }

  private static SettledRow waiting(
      ClaimedJob job,
      Standing standing,
      boolean isCharged,
      Duration pause,
      @Nullable FailureClass failureClass,
      @Nullable String message,
      BigDecimal cost) {
    return new SettledRow(
        job.lease().id(),
        standing,
        JobStatus.QUEUED,
        null,
        isCharged,
        pause,
        null,
        null,
        null,
        null,
        failureClass == null ? null : failureClass.wireName(),
        message == null ? null : shortened(message),
        cost);
  }

  private static SettledRow failed(
      ClaimedJob job, FailureClass failureClass, String message, BigDecimal cost) {
    return new SettledRow(
        job.lease().id(),
        Standing.FAILED,
        JobStatus.FAILED,
        null,
        true,
        Duration.ZERO,
        null,
        null,
        null,
        null,
        failureClass.wireName(),
        shortened(message),
        cost);
  }

  private static String shortened(String message) {
    String storable = ContentRequestCodec.storable(message);
    return storable.length() <= LONGEST_MESSAGE
        ? storable
        : storable.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
