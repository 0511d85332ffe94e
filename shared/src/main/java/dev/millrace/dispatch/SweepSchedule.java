package dev.millrace.dispatch;

import dev.millrace.database.DatabaseException;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps again and again in the services that are configured to. */
@Singleton
@Requires(property = "millrace.dispatch.sweep-every")
final class SweepSchedule {
  private static final Logger logger = LoggerFactory.getLogger(SweepSchedule.class);

  private final Sweep sweep;

  SweepSchedule(Sweep sweep) {
    this.sweep = sweep;
  }

  @Scheduled(
      fixedDelay = "${millrace.dispatch.sweep-every}",
      initialDelay = "${millrace.dispatch.sweep-every}")
  void run() {
    try {
      sweep.run();
    } catch (DatabaseException away) {
      logger
          .atWarn()
          .addKeyValue("event", "sweep.failed")
          .log("Sweep not made, the next follows: {}", away.getMessage());
    }
  }
}
