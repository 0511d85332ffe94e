package dev.millrace.scheduler.storage;

import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.ScheduleStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow tick writes.
 *
 * @param fresh decisions about slots that had none
 * @param noLongerDeferred the execution keys of slots that waited, and would fire now
 */
public record ShadowDecisions(List<NewDecision> fresh, List<String> noLongerDeferred) {
  /** The decisions of plans; none of them is fired, so none can be faulty. */
  public static ShadowDecisions of(List<Planned> planned) {
    List<NewDecision> fresh = new ArrayList<>();
    List<String> waited = new ArrayList<>();
    for (Planned each : planned) {
      Schedule schedule = each.schedule();
      for (Decision decision : each.plan().decisions()) {
        switch (decision) {
          case Decision.Fire fire -> fresh.add(NewDecision.fired(schedule, fire.dueAt(), null));
          case Decision.FireDeferred fire -> waited.add(schedule.key(fire.dueAt()).toString());
          case Decision.Defer defer -> fresh.add(NewDecision.of(schedule, defer));
          case Decision.Skip skip -> fresh.add(NewDecision.of(schedule, skip));
        }
      }
    }
    return new ShadowDecisions(fresh, waited);
  }

  /** A schedule as the shadow path sees it: where its own cursor is. */
  public static Schedule at(
      Schedule schedule, @Nullable Instant nextDueAt, @Nullable Instant nextFireAt) {
    Schedule.State state = schedule.state();
    return new Schedule(
        schedule.id(),
        schedule.organizationId(),
        schedule.definition(),
        new Schedule.State(
            ScheduleStatus.ACTIVE, nextDueAt, nextFireAt, state.lastFiredAt(), state.version()),
        schedule.times());
  }
}
