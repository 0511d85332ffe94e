package dev.millrace.run;

import dev.millrace.failure.FailureClass;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says how runs end, in the log and in the metrics, under the names that alerts look for. To be
 * told after the commit, once for each end. A run's task goes by the run's own id.
 */
@Singleton
public final class BackgroundTasks {
  private static final Logger logger = LoggerFactory.getLogger(BackgroundTasks.class);

  private final MeterRegistry registry;

  BackgroundTasks(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A run has ended, and its task is there. */
  public void succeeded(UUID run, @Nullable String shop) {
    registry.counter("background_task_success").increment();
    about(logger.atInfo(), "BACKGROUND_TASK_SUCCESS", run, shop, "completed")
        .log("Run completed, and its task gathered");
  }

  /** A run has ended, but there was nothing to gather. */
  public void yieldedNothing(UUID run, @Nullable String shop, String reason) {
    registry.counter("background_task_no_result").increment();
    about(logger.atWarn(), "BACKGROUND_TASK_WARNING", run, shop, "no_task_created")
        .addKeyValue("reason", reason)
        .log("Run completed, and there was nothing to gather");
  }

  /** A run has failed, and is not tried again by itself. */
  public void failed(UUID run, @Nullable String shop, FailureClass errorType, String message) {
    registry.counter("background_task_failure").increment();
    about(logger.atError(), "BACKGROUND_TASK_FAILURE", run, shop, "failed")
        .addKeyValue("error_type", errorType.wireName())
        .log("Run failed and is dead-lettered: {}", message);
  }

  private static LoggingEventBuilder about(
      LoggingEventBuilder line, String event, UUID run, @Nullable String shop, String status) {
    LoggingEventBuilder named =
        line.addKeyValue("event", event).addKeyValue("task_id", run).addKeyValue("status", status);
    return shop == null ? named : named.addKeyValue("shop", shop);
  }
}
