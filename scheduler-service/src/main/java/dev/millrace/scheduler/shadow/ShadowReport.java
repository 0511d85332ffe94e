package dev.millrace.scheduler.shadow;

import dev.millrace.scheduler.storage.Comparison;
import dev.millrace.scheduler.tick.ShadowConfig;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The two paths compared, as callers see it.
 *
 * @param parityPercent how many of the slots that count were decided alike, rounded down
 * @param differencesTotal how many were not; the first of them follow
 */
@Introspected
record ShadowReport(
    Window window,
    Coverage coverage,
    double parityPercent,
    long differencesTotal,
    List<Difference> differences,
    Timing timing,
    Errors errors,
    Duplicates duplicates,
    Cutover cutover) {
  /** The slots that were compared: from since, and before until. */
  @Introspected
  record Window(Instant since, Instant until) {}

  /** See {@link Comparison.Coverage}. */
  @Introspected
  record Coverage(
      long both, long onlyLive, long onlyShadow, long pending, long setAside, long notFollowed) {}

  /** A slot that was not decided alike. */
  @Introspected
  record Difference(
      UUID scheduleId,
      String scheduleName,
      Instant dueAt,
      @Nullable Side live,
      @Nullable Side shadow,
      String why) {}

  /** What one path decided. */
  @Introspected
  record Side(String decision, @Nullable String reason, Instant decidedAt, @Nullable UUID tickId) {}

  /** Both paths. */
  @Introspected
  record Timing(Lateness live, Lateness shadow) {}

  /** From when a slot was due to the decision to fire it. */
  @Introspected
  record Lateness(
      @Nullable Instant firstDecidedAt,
      @Nullable Instant lastDecidedAt,
      @Nullable Double p50Ms,
      @Nullable Double p99Ms,
      @Nullable Double maxMs) {}

  /** Of the live path; the shadow path fires nothing that could fail. */
  @Introspected
  record Errors(long fired, long failed, long expired, double ratePercent) {}

  /** Execution keys that were fired more than once, by the ledger and by content requests. */
  @Introspected
  record Duplicates(long total, long ledger, long contentRequests) {}

  static ShadowReport of(Comparison comparison, Window window, ShadowConfig config) {
    Comparison.Coverage coverage = comparison.coverage();
    Comparison.Fires fires = comparison.fires();
    Comparison.Duplicates duplicates = comparison.duplicates();
    long bad = fires.failed() + fires.expired();
    return new ShadowReport(
        window,
        new Coverage(
            coverage.both(),
            coverage.onlyLive(),
            coverage.onlyShadow(),
            coverage.pending(),
            coverage.setAside(),
            coverage.notFollowed()),
        Cutover.parity(coverage),
        coverage.differences(),
        comparison.firstDifferences().stream().map(ShadowReport::difference).toList(),
        new Timing(lateness(comparison.live()), lateness(comparison.shadow())),
        new Errors(
            fires.fired(),
            fires.failed(),
            fires.expired(),
            fires.fired() == 0 ? 0 : Math.ceil(10_000.0 * bad / fires.fired()) / 100),
        new Duplicates(
            duplicates.ledger() + duplicates.contentRequests(),
            duplicates.ledger(),
            duplicates.contentRequests()),
        Cutover.judge(comparison, config));
  }

  private static Difference difference(Comparison.Difference difference) {
    return new Difference(
        difference.scheduleId(),
        difference.scheduleName(),
        difference.dueAt(),
        side(difference.live()),
        side(difference.shadow()),
        Why.of(difference));
  }

  private static @Nullable Side side(Comparison.@Nullable Side side) {
    return side == null
        ? null
        : new Side(side.decision(), side.reason(), side.decidedAt(), side.tickId());
  }

  private static Lateness lateness(Comparison.Path path) {
    return new Lateness(path.firstAt(), path.lastAt(), path.p50(), path.p99(), path.max());
  }
}
