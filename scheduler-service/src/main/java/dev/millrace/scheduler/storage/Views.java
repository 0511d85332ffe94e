package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads schedules with their leases, and their ledgers, for callers. */
public interface Views {
  /** A schedule with the lease of what runs of it. */
  record ScheduleView(Schedule schedule, @Nullable RunLease lease) {}

  /** The lease of a run in this service. */
  record RunLease(String executionKey, String owner, Instant until, int attempt) {}

  /** A row of the ledger. */
  record RecordedDecision(
      UUID scheduleId,
      Instant dueAt,
      Instant lastDueAt,
      long slots,
      String cause,
      String decision,
      @Nullable String reason,
      @Nullable String executionKey,
      @Nullable UUID tickId,
      Instant decidedAt,
      @Nullable Instant firedAt,
      @Nullable String runState,
      @Nullable Instant runUntil,
      @Nullable Instant endedAt,
      @Nullable String error,
      @Nullable Instant publishedAt) {}

  /** The schedule of an id, if it is the organization's. */
  Optional<ScheduleView> find(String organizationId, UUID id);

  /**
   * The schedules of a part of a list, newest first, and one more to see whether there are more.
   */
  List<ScheduleView> list(ScheduleFilter.Part part);

  /**
   * The ledger of an organization's schedule, newest slot first.
   *
   * @param before only slots before this
   * @param decision only decisions of this name
   */
  List<RecordedDecision> decisions(
      String organizationId,
      UUID id,
      @Nullable Instant before,
      @Nullable String decision,
      int limit);

  /** What was decided about one slot. */
  Optional<RecordedDecision> decision(UUID id, Instant due);
}
