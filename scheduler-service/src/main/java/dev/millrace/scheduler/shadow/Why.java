package dev.millrace.scheduler.shadow;

import dev.millrace.scheduler.storage.Comparison.Difference;
import dev.millrace.scheduler.storage.Comparison.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words why two paths decided differently, as far as their records tell. */
final class Why {
  private Why() {}

  static String of(Difference difference) {
    Side live = difference.live();
    Side shadow = difference.shadow();
    if (live == null && shadow == null) {
      return "Neither path decided about the slot.";
    }
    if (live == null) {
      return missing("live", "shadow", shadow);
    }
    if (shadow == null) {
      return missing("shadow", "live", live);
    }
    if (live.decision().equals("fired")) {
      return held("shadow", shadow, "live", live, difference.dueAt());
    }
    if (shadow.decision().equals("fired")) {
      return held("live", live, "shadow", shadow, difference.dueAt());
    }
    return "Neither fires it, for other reasons: the live path looked %s after it was due, the shadow path %s."
        .formatted(late(live, difference.dueAt()), late(shadow, difference.dueAt()));
  }

  private static String missing(String absent, String present, @Nullable Side side) {
    return "The %s path decided nothing about the slot: no tick of it has looked at the schedule since it was due. The %s path decided at %s."
        .formatted(absent, present, side == null ? "no time" : side.decidedAt());
  }

  /** One path fired the slot, and this is why the other one did not. */
  private static String held(String path, Side side, String other, Side fired, Instant dueAt) {
    String reason = side.reason() == null ? "" : side.reason();
    return switch (reason) {
      case "misfire" ->
          "The %s path came late: it looked %s after the slot was due, and by then the misfire policy had given the slot up. The %s path looked after %s, and fired it."
              .formatted(path, late(side, dueAt), other, late(fired, dueAt));
      case "too_late" ->
          "The %s path came too late: it looked %s after the slot was due, which is more than its max_lateness. The %s path looked after %s, and fired it."
              .formatted(path, late(side, dueAt), other, late(fired, dueAt));
      case "overlap" ->
          side.decision().equals("deferred")
              ? "The %s path still lets the slot wait for the end of an older run; the %s path found that ended, %s after the slot was due."
                  .formatted(path, other, late(fired, dueAt))
              : "The %s path found that an older run had not ended, %s after the slot was due; the %s path, after %s, found none."
                  .formatted(path, late(side, dueAt), other, late(fired, dueAt));
      default ->
          "The %s path did not fire it (%s), the %s path did; the records do not tell why."
              .formatted(path, reason, other);
    };
  }

  private static String late(Side side, Instant dueAt) {
    Duration late = Duration.between(dueAt, side.decidedAt());
    return late.compareTo(Duration.ofMinutes(2)) < 0
        ? String.format(Locale.ROOT, "%.1f s", late.toMillis() / 1e3)
        : late.toMinutes() + " min";
  }
}
