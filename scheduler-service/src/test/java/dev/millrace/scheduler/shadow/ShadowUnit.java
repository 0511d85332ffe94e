package dev.millrace.scheduler.shadow;

import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.storage.Transaction;
import java.util.UUID;

/** What a shadow tick does, in a unit of work that a test keeps open. */
final class ShadowUnit {
  private ShadowUnit() {}

  static void decide(Transaction unit) {
    UUID tick = UUID.randomUUID();
    unit.shadow().follow(tick, 100);
    var taken = unit.shadow().take(100);
    unit.shadow()
        .record(
            tick,
            taken.schedules().stream()
                .map(each -> new Planned(each, Planner.plan(each, taken.takenAt(), Runs.NONE)))
                .toList());
  }
}
