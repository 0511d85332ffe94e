package dev.millrace.scheduler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.testing.LiveScheduler;
import dev.millrace.scheduler.testing.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TickLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theLoopFiresByItselfAndOutlivesADatabaseError() {
    Instant due = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(60);
    try (LiveScheduler live =
        LiveScheduler.start(
            Map.of(
                "millrace.scheduler.driver",
                "loop",
                "millrace.scheduler.cadence",
                "* * * * * *"))) {
      live.keep(Schedules.hourly(due).dueAt(due));
      await().atMost(PATIENCE).until(() -> live.database().count("schedule_decisions") == 1);

      live.database().execute("ALTER TABLE schedule_executions RENAME TO away");
      live.keep(Schedules.hourly(due).with(JobType.HTTP).dueAt(due));
      live.keep(Schedules.hourly(due).dueAt(due));
      live.database().execute("ALTER TABLE away RENAME TO schedule_executions");
      await().atMost(PATIENCE).until(() -> live.database().count("schedule_decisions") == 3);
    }
  }

  @Test
  void ticksAreWaitedForUnlessTheLoopIsAskedFor() {
    DriverConfig config = new DriverConfig(DriverConfig.Driver.HTTP, "* * * * *", "UTC");

    assertThat(config.trigger().after(Instant.parse("2026-11-23T09:00:30Z")))
        .contains(Instant.parse("2026-11-23T09:01:00Z"));
    try (LiveScheduler live = LiveScheduler.start()) {
      assertThat(live.bean(DriverConfig.class)).isEqualTo(config);
    }
  }

  @Test
  void whatIsSetUpWronglyIsNamed() {
    assertThatThrownBy(() -> new DriverConfig(DriverConfig.Driver.LOOP, "often", "UTC"))
        .hasMessageStartingWith("SCHEDULER_CADENCE must be a cron expression");
    assertThatThrownBy(() -> new DriverConfig(DriverConfig.Driver.LOOP, "@daily", "Mars"))
        .hasMessageStartingWith("SCHEDULER_TIMEZONE must be a time zone");
  }
}
