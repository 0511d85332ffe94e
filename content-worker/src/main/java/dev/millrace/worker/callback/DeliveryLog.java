package dev.millrace.worker.callback;

import dev.millrace.database.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What the delivery of callbacks tells the log: never a URL, which may hold a token. */
final class DeliveryLog {
  private static final Logger logger = LoggerFactory.getLogger(CallbackDispatcher.class);

  private DeliveryLog() {}

  static void settled(Settlement settlement, State state) {
    Due due = settlement.due();
    switch (state) {
      case DELIVERED ->
          of(logger.atInfo(), "callback.delivered", due)
              .addKeyValue("duration_ms", settlement.took().toMillis())
              .log("Callback delivered");
      case PENDING -> pending(due, settlement.outcome());
      case FAILED ->
          of(logger.atWarn(), "callback.failed", due)
              .log("Callback given up; it can be redriven: {}", reason(settlement.outcome()));
      case LOST -> dropped(due);
    }
  }

  private static void pending(Due due, Outcome outcome) {
    if (outcome instanceof Outcome.Again again) {
      of(logger.atInfo(), "callback.retry", due)
          .addKeyValue("retry_in_ms", again.pause().toMillis())
          .log("Callback not taken, another attempt follows: {}", again.reason());
    }
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Again again -> again.reason();
      case Outcome.Failed failed -> failed.reason();
      case Outcome.Gone gone -> gone.reason();
      case Outcome.Delivered delivered -> "";
      case Outcome.Released released -> "";
    };
  }

  static void dropped(Due due) {
    of(logger.atWarn(), "callback.dropped", due)
        .log("Lease lost before the outcome was written; whoever holds it now decides");
  }

  static void fault(Due due, RuntimeException fault) {
    of(logger.atError(), "callback.fault", due)
        .setCause(fault)
        .log("Callback failed in an unforeseen way; another attempt follows");
  }

  static void unwritten(Due due, RuntimeException away) {
    of(logger.atWarn(), "callback.unwritten", due)
        .log(
            "The outcome was not written; it is delivered again once its lease has ended: {}",
            away.getMessage());
  }

  static void unclaimed(DatabaseException away) {
    logger
        .atWarn()
        .addKeyValue("event", "callback.unclaimed")
        .log("Callbacks not claimed, the next look follows: {}", away.getMessage());
  }

  static void stopped(int released) {
    logger
        .atInfo()
        .addKeyValue("event", "callback.stopped")
        .addKeyValue("released", released)
        .log("No more callbacks are delivered");
  }

  private static LoggingEventBuilder of(LoggingEventBuilder line, String event, Due due) {
    return line.addKeyValue("event", event)
        .addKeyValue("delivery_id", due.lease().id())
        .addKeyValue("organization_id", due.organizationId())
        .addKeyValue("endpoint_id", due.endpointId())
        .addKeyValue("event_type", due.eventType())
        .addKeyValue("subject_id", due.subjectId())
        .addKeyValue("attempt", due.attempt());
  }
}
