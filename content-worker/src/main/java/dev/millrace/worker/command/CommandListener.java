package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.subscription.MessageHandler;
import dev.millrace.worker.subscription.Subscribers;
import dev.millrace.worker.subscription.SubscriptionKeeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.slf4j.MDC;

/**
 * Listens on the subscription of commands, and on that of their dead-letter topic. When the worker
 * stops, nothing more is pulled, what was not begun is given back at once, and what was has the
 * grace period to finish; what takes longer is rolled back, and comes again. So does what is held
 * while the database is away.
 */
@Singleton
public final class CommandListener {
  private final CommandConsumer consumer;
  private final CommandLetterConsumer letters;
  private final Activity activity;
  private final WorkerConfig worker;
  private final Subscribers subscribers;
  private final SubscriptionKeeper commandKeeper;
  private final SubscriptionKeeper letterKeeper;

  CommandListener(
      CommandConsumer consumer,
      CommandLetterConsumer letters,
      Activity activity,
      CommandConfig config,
      WorkerConfig worker,
      Subscribers subscribers) {
    this.consumer = consumer;
    this.letters = letters;
    this.activity = activity;
    this.worker = worker;
    this.subscribers = subscribers;
    this.commandKeeper =
        subscribers.keeper(
            config.subscription(), config.concurrency(), this::consumeCommand, () -> true);
    this.letterKeeper =
        subscribers.keeper(
            config.deadLetterSubscription(), config.concurrency(), this::consumeLetter, () -> true);
  }

  /** Begins to listen. */
  public void start() {
    commandKeeper.start();
    letterKeeper.start();
  }

  /** Whether commands are being pulled. */
  public boolean isRunning() {
    return commandKeeper.isRunning();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    subscribers.stopPulling();
    consumer.stop();
    commandKeeper.awaitStopped(worker.grace());
    letterKeeper.awaitStopped(worker.grace());
  }

  private boolean consumeCommand(PubsubMessage message) {
    return !commandKeeper.isStopping() && counted(message, consumer::consume);
  }

  private boolean consumeLetter(PubsubMessage copy) {
    return counted(
        copy,
        message -> {
          letters.consume(message);
          return true;
        });
  }

  private boolean counted(PubsubMessage message, MessageHandler handler) {
    activity.began();
    try {
      return handler.handle(message);
    } finally {
      activity.ended();
      MDC.clear();
    }
  }
}
