package dev.millrace.worker.run;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.intake.Acknowledgement;
import dev.millrace.worker.subscription.Subscribers;
import dev.millrace.worker.subscription.SubscriptionKeeper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.MDC;

/**
 * Listens on the subscription of runs, and on that of their dead-letter topic. When the worker
 * stops, nothing more is pulled, what was not claimed is given back at once, and a step that is
 * being made has the grace period to finish before its run is released.
 */
@Singleton
public final class RunListener {
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  private final RunConsumer consumer;
  private final RunLetterConsumer letters;
  private final RunWork work;
  private final Activity activity;
  private final WorkerConfig worker;
  private final Subscribers subscribers;
  private final SubscriptionKeeper runKeeper;
  private final SubscriptionKeeper letterKeeper;

  RunListener(
      RunConsumer consumer,
      RunLetterConsumer letters,
      RunWork work,
      Activity activity,
      RunConfig config,
      WorkerConfig worker,
      Subscribers subscribers) {
    this.consumer = consumer;
    this.letters = letters;
    this.work = work;
    this.activity = activity;
    this.worker = worker;
    this.subscribers = subscribers;
    this.runKeeper =
        subscribers.keeper(
            config.subscription(), config.concurrency(), this::consumeRun, consumer::isOpen);
    this.letterKeeper =
        subscribers.keeper(
            config.deadLetterSubscription(), config.concurrency(), this::consumeLetter, () -> true);
  }

  /** Begins to listen. */
  public void start() {
    runKeeper.start();
    letterKeeper.start();
  }

  /** Whether messages are being pulled. */
  public boolean isRunning() {
    return runKeeper.isRunning();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    subscribers.stopPulling();
    consumer.stop();
    runKeeper.awaitStopped(worker.grace());
    work.stop();
    runKeeper.awaitStopped(AFTERMATH);
    letterKeeper.awaitStopped(worker.grace());
  }

  private boolean consumeRun(PubsubMessage message) {
    activity.beganRun();
    try {
      return consumer.consume(message) == Acknowledgement.ACK;
    } finally {
      activity.endedRun();
      MDC.clear();
    }
  }

  private boolean consumeLetter(PubsubMessage copy) {
    activity.beganRun();
    try {
      letters.consume(copy);
      return true;
    } finally {
      activity.endedRun();
      MDC.clear();
    }
  }
}
