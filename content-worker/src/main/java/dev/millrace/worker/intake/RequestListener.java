package dev.millrace.worker.intake;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.subscription.Subscribers;
import dev.millrace.worker.subscription.SubscriptionKeeper;
import dev.millrace.worker.work.RequestWork;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Listens on the subscription of content requests. When the worker stops, nothing more is pulled,
 * what was not claimed is given back at once, and what is being generated has the grace period to
 * finish before it is released.
 */
@Singleton
public final class RequestListener {
  private static final Logger logger = LoggerFactory.getLogger(RequestListener.class);
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  private final RequestConsumer consumer;
  private final RequestWork work;
  private final Activity activity;
  private final WorkerConfig config;
  private final Subscribers subscribers;
  private final SubscriptionKeeper keeper;

  RequestListener(
      RequestConsumer consumer,
      RequestWork work,
      Activity activity,
      IntakeGate gate,
      WorkerConfig config,
      Subscribers subscribers) {
    this.consumer = consumer;
    this.work = work;
    this.activity = activity;
    this.config = config;
    this.subscribers = subscribers;
    this.keeper =
        subscribers.keeper(
            config.subscription(), config.concurrency(), this::consume, gate::isOpen);
  }

  /** Begins to listen. */
  public void start() {
    keeper.start();
  }

  /** Whether messages are being pulled. */
  public boolean isRunning() {
    return keeper.isRunning();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    subscribers.stopPulling();
    consumer.stop();
    keeper.awaitStopped(config.grace());
    int left = activity.inFlight();
    work.stop();
    keeper.awaitStopped(AFTERMATH);
    logger
        .atInfo()
        .addKeyValue("event", "intake.stopped")
        .addKeyValue("released", left)
        .log("Intake stopped");
  }

  private boolean consume(PubsubMessage message) {
    activity.began();
    try {
      return switch (consumer.consume(message)) {
        case ACK -> true;
        case NACK -> false;
      };
    } finally {
      activity.ended();
      MDC.clear();
    }
  }
}
