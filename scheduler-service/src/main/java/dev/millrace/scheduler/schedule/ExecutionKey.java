package dev.millrace.scheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Names one fire: whoever computes it, and however often, it is the same text. It travels with what
 * is fired, so that a consumer can refuse a second one and report the end of the first.
 */
public record ExecutionKey(UUID scheduleId, Instant dueAt) {
  /** How much later than its slot it fires: evenly spread below a bound, and always the same. */
  public Duration jitter(Duration below) {
    return below.isZero()
        ? Duration.ZERO
        : Duration.ofMillis(Math.floorMod(mixed(), below.toMillis()));
  }

  /** Every bit of the key has its say in every bit of this (the finalizer of SplitMix64). */
  private long mixed() {
    long bits =
        scheduleId.getMostSignificantBits()
            ^ Long.rotateLeft(scheduleId.getLeastSignificantBits(), 32)
            ^ dueAt.getEpochSecond() * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /**
   * Such as {@code 0198…-…@2026-11-23T09:00:00Z}. What is less than a second follows a comma, as
   * ISO 8601 has it: the signature of what an {@code http} job posts separates its parts by full
   * stops, so that its id may have none.
   */
  @Override
  public String toString() {
    return scheduleId + "@" + dueAt.toString().replace('.', ',');
  }
}
