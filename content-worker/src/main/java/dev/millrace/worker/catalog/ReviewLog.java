package dev.millrace.worker.catalog;

import dev.millrace.worker.provider.ProviderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of reviews. */
final class ReviewLog {
  private static final Logger logger = LoggerFactory.getLogger(ReviewLog.class);

  private ReviewLog() {}

  static void failed(TakenRun run, ProviderException failure) {
    logger
        .atWarn()
        .addKeyValue("event", "review_batch_failed")
        .addKeyValue("run_id", run.lease().id())
        .addKeyValue("provider", failure.provider())
        .addKeyValue("error_class", failure.failureClass().wireName())
        .log("Exercises not reviewed, the next review takes them: {}", failure.getMessage());
  }

  static void fault(TakenRun run, RuntimeException fault) {
    logger
        .atError()
        .addKeyValue("event", "review_fault")
        .addKeyValue("run_id", run.lease().id())
        .setCause(fault)
        .log("A review failed in an unforeseen way; the run ends");
  }
}
