package dev.millrace.worker.deadletter;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.subscription.Subscribers;
import dev.millrace.worker.subscription.SubscriptionKeeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/** Listens on the dead-letter topic's own subscription, a few messages at a time. */
@Singleton
public final class DeadLetterListener {
  private static final int OUTSTANDING = 16;

  private final DeadLetterConsumer consumer;
  private final Activity activity;
  private final WorkerConfig config;
  private final Subscribers subscribers;
  private final SubscriptionKeeper keeper;

  DeadLetterListener(
      DeadLetterConsumer consumer,
      Activity activity,
      WorkerConfig config,
      Subscribers subscribers) {
    this.consumer = consumer;
    this.activity = activity;
    this.config = config;
    this.subscribers = subscribers;
    this.keeper =
        subscribers.keeper(config.deadLetterSubscription(), OUTSTANDING, this::consume, () -> true);
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
    keeper.awaitStopped(config.grace());
  }

  private boolean consume(PubsubMessage copy) {
    activity.began();
    try {
      consumer.consume(copy);
      return true;
    } finally {
      activity.ended();
    }
  }
}
