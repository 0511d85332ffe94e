package dev.millrace.scheduler.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the live and the shadow path decided about the same slots. A run of skipped slots counts as
 * its ends; what lies between them is as they are.
 *
 * @param firstDifferences the oldest of them, at most as many as were asked for
 */
public record Comparison(
    Coverage coverage,
    Path live,
    Path shadow,
    Fires fires,
    Duplicates duplicates,
    List<Difference> firstDifferences) {
  /** What an owner did, and no tick decided. */
  public static final Set<String> SET_ASIDE = Set.of("paused", "changed");

  /**
   * What is compared.
   *
   * @param since the first slot
   * @param until the slot before which it ends
   * @param settling how long a path may be behind the other one before that counts
   * @param mostDifferences how many are told of one by one
   */
  public record Scope(
      String organizationId,
      Instant since,
      Instant until,
      Duration settling,
      int mostDifferences) {}

  /**
   * Slots.
   *
   * @param agreed both decided the same
   * @param different both decided, and not the same
   * @param onlyLive the shadow path has left out
   * @param onlyShadow the live path has left out
   * @param pending one path has decided a moment ago, or its slot waits
   * @param setAside an owner had paused or changed the schedule
   * @param notFollowed were due before the shadow path followed their schedule
   */
  public record Coverage(
      long agreed,
      long different,
      long onlyLive,
      long onlyShadow,
      long pending,
      long setAside,
      long notFollowed) {
    /** Those that both decided. */
    public long both() {
      return agreed + different;
    }

    /** Those that count. */
    public long compared() {
      return both() + differences() - different;
    }

    /** Those that were not decided alike. */
    public long differences() {
      return different + onlyLive + onlyShadow;
    }
  }

  /**
   * One path's decisions about the slots that count. Lateness is from when a slot was due, its
   * jitter included, to the decision to fire it, in milliseconds.
   *
   * @param firstAt when the first decision was made; null when none was
   */
  public record Path(
      @Nullable Instant firstAt,
      @Nullable Instant lastAt,
      @Nullable Double p50,
      @Nullable Double p99,
      @Nullable Double max) {}

  /** What became of the live path's fires; the shadow path has none. */
  public record Fires(long fired, long failed, long expired) {}

  /**
   * Execution keys that were fired more than once.
   *
   * @param ledger by the ledger
   * @param contentRequests by the rows that asked for content
   */
  public record Duplicates(long ledger, long contentRequests) {}

  /** What one path decided about a slot. */
  public record Side(
      String decision, @Nullable String reason, Instant decidedAt, @Nullable UUID tickId) {
    /** Whether its owner's doing decided, and no tick. */
    public boolean isSetAside() {
      return reason != null && SET_ASIDE.contains(reason) && decision.equals("skipped");
    }

    /** Whether both say the same; how a slot came to be fired does not matter. */
    public boolean agreesWith(Side other) {
      return decision.equals(other.decision)
          && (decision.equals("fired") || Objects.equals(reason, other.reason));
    }
  }

  /** A slot that was not decided alike; a side that is null decided nothing. */
  public record Difference(
      UUID scheduleId,
      String scheduleName,
      Instant dueAt,
      @Nullable Side live,
      @Nullable Side shadow) {}
}
