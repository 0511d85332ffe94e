package dev.millrace.scheduler.tick;

import dev.millrace.scheduler.caller.TickCallers;
import dev.millrace.security.CheckedBy;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Where Cloud Scheduler calls. Its callers have no token of ours, and are judged apart. */
@Controller("/cron")
@CheckedBy(TickCallers.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TickController {
  private final Tick tick;

  TickController(Tick tick) {
    this.tick = tick;
  }

  @Post("/tick")
  @Status(HttpStatus.OK)
  TickResult tick() {
    return tick.runAndWait();
  }
}
