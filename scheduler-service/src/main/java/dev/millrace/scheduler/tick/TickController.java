package dev.millrace.scheduler.tick;

import dev.millrace.scheduler.caller.TickCallers;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;

/** Where Cloud Scheduler calls. Its callers have no token of ours, and are judged apart. */
@Controller("/cron")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TickController {
  private final TickCallers callers;
  private final Tick tick;

  TickController(TickCallers callers, Tick tick) {
    this.callers = callers;
    this.tick = tick;
  }

  @Post("/tick")
  @Status(HttpStatus.OK)
  TickResult tick(HttpRequest<?> request) {
    callers.require(request);
    return tick.run();
  }
}
