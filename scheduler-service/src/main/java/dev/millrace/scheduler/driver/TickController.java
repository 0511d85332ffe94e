package dev.millrace.scheduler.driver;

import dev.millrace.scheduler.caller.TickCallers;
import dev.millrace.scheduler.tick.TickResult;
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
  private final Paths paths;

  TickController(Paths paths) {
    this.paths = paths;
  }

  @Post("/tick")
  @Status(HttpStatus.OK)
  TickResult tick() {
    return paths.tickOfCall();
  }
}
