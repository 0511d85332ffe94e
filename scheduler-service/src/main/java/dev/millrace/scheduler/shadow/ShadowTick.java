package dev.millrace.scheduler.shadow;

import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.DatabaseException;
import dev.millrace.scheduler.plan.Decision;
import dev.millrace.scheduler.plan.Plan;
import dev.millrace.scheduler.plan.Planned;
import dev.millrace.scheduler.plan.Planner;
import dev.millrace.scheduler.plan.Runs;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.DueSchedules;
import dev.millrace.scheduler.storage.ScheduleStorage;
import dev.millrace.scheduler.storage.Transaction;
import dev.millrace.scheduler.tick.Decided;
import dev.millrace.scheduler.tick.ShadowTally;
import dev.millrace.scheduler.tick.TickConfig;
import dev.millrace.scheduler.tick.TickResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tick of the shadow path: decides about what is due by its own cursors, as a live tick would,
 * and records that. It fires nothing and does no chores. Its sets and its time are bounded as those
 * of a live tick; several may run at once. Safe for use by many threads.
 */
@Singleton
public class ShadowTick {
  private static final Logger logger = LoggerFactory.getLogger(ShadowTick.class);

  private final ScheduleStorage storage;
  private final TickConfig config;

  ShadowTick(ScheduleStorage storage, TickConfig config) {
    this.storage = storage;
    this.config = config;
  }

  /**
   * Runs one tick.
   *
   * @throws DatabaseException when the storage is away; what was not committed is as it was, and
   *     the next tick does it
   */
  public TickResult run() {
    long start = System.nanoTime();
    UUID tick = ContentRequestRepository.newId();
    ShadowTally tally = new ShadowTally();
    while (storage.write(unit -> unit.shadow().follow(tick, config.batch())) == config.batch()
        && isInTime(start)) {
      // One set after the other, until every schedule has its cursor.
    }
    boolean isMoreDue = true;
    while (isMoreDue && isInTime(start)) {
      isMoreDue = storage.write(unit -> decide(unit, tick, tally));
    }
    TickResult result = tally.result(tick, System.nanoTime() - start);
    log(result, tally.decided());
    return result;
  }

  private boolean isInTime(long start) {
    return System.nanoTime() - start < config.budget().toNanos();
  }

  /** Whether there may be more. */
  private boolean decide(Transaction unit, UUID tick, ShadowTally tally) {
    DueSchedules.Taken taken = unit.shadow().take(config.batch());
    Map<UUID, Runs> runs =
        taken.schedules().isEmpty() ? Map.of() : unit.shadow().runs(taken.schedules());
    List<Planned> planned = new ArrayList<>();
    int fires = 0;
    for (Schedule schedule : taken.schedules()) {
      if (fires < config.mostFires()) {
        Runs known = runs.getOrDefault(schedule.id(), Runs.NONE);
        Plan plan = Planner.plan(schedule, taken.takenAt(), known);
        planned.add(new Planned(schedule, plan));
        fires += plan.fires();
      }
    }
    unit.shadow().record(tick, planned);
    unit.shadow().postpone(taken.unreadable());
    int read = planned.size() + taken.unreadable().size();
    boolean isMoreDue = read == config.batch() || planned.size() < taken.schedules().size();
    tally.took(planned.size(), taken.unreadable().size());
    planned.stream().map(Planned::plan).map(Plan::decisions).forEach(each -> count(each, tally));
    if (!isMoreDue) {
      tally.claimedByOthers(Math.max(0, taken.seen() - read));
    }
    return isMoreDue;
  }

  private static void count(List<Decision> decisions, ShadowTally tally) {
    for (Decision decision : decisions) {
      switch (decision) {
        case Decision.Fire fire -> tally.wouldFire();
        case Decision.FireDeferred fire -> tally.wouldFire();
        case Decision.Defer defer -> tally.wouldDefer();
        case Decision.Skip skip -> tally.wouldSkip(skip.slots());
      }
    }
  }

  private static void log(TickResult result, Decided decided) {
    logger
        .atInfo()
        .addKeyValue("event", "tick.shadow_completed")
        .addKeyValue("tick_id", result.tickId())
        .addKeyValue("jobs_checked", result.jobsChecked())
        .addKeyValue("jobs_due", result.jobsDue())
        .addKeyValue("would_fire", decided.fired())
        .addKeyValue("would_skip", decided.skipped())
        .addKeyValue("would_wait", decided.deferred())
        .addKeyValue("duration_ms", result.durationMs())
        .log("Shadow tick completed, nothing fired");
  }
}
