package dev.millrace.scheduler.schedule;

import dev.millrace.wire.WireNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of slots that no tick saw in time.
 *
 * @param max how many of them fire, the newest; 1 unless the policy is {@link Policy#ALL}
 * @param maxLateness slots that are later than this do not fire; null for no limit of one's own
 */
public record Misfire(Policy policy, int max, @Nullable Duration maxLateness) {
  /** The most slots that one schedule makes up at once. */
  public static final int MOST = 100;

  /** A tick comes every minute, and may be late itself. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Checks the number against the policy. */
  public Misfire {
    if (max < 1 || max > MOST || (policy != Policy.ALL && max != 1)) {
      throw new IllegalArgumentException("A misfire policy makes up 1 to " + MOST + " slots");
    }
  }

  /** The time of the oldest slot that may fire now; empty when none is too old. */
  public Optional<Instant> oldest(Instant now) {
    Duration limit = maxLateness == null && policy == Policy.SKIP ? PATIENCE : maxLateness;
    return Optional.ofNullable(limit).map(now::minus);
  }

  /** What may be said about slots that were missed. */
  public enum Policy {
    /** A slot fires in time, two minutes if nothing else is said, or not at all. */
    SKIP("skip"),
    /** Of all that were missed the newest fires. */
    ONCE("once"),
    /** Of all that were missed the newest {@code max} fire. */
    ALL("all");

    private static final WireNames<Policy> NAMES = WireNames.of(Policy.class, Policy::wireName);

    private final String wireName;

    Policy(String wireName) {
      this.wireName = wireName;
    }

    /** The name in JSON and in the database. */
    public String wireName() {
      return wireName;
    }

    /** The policy of a name. */
    public static Optional<Policy> of(String wireName) {
      return NAMES.find(wireName);
    }
  }
}
