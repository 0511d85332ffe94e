package dev.millrace.worker.subscription;

import com.google.api.core.ApiService;
import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one subscription consumed. Google's subscriber ends for good on some errors (a subscription
 * that does not exist, among them), so it is watched and built anew, with backoff; it rests while
 * its gate is closed.
 *
 * <p>Flow control bounds how many messages are out; each is handled on a virtual thread.
 */
public final class SubscriptionKeeper {
  private static final Logger logger = LoggerFactory.getLogger(SubscriptionKeeper.class);
  private static final Duration GLANCE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String subscription;
  private final Subscribers subscribers;
  private final int outstanding;
  private final MessageHandler handler;
  private final BooleanSupplier gate;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread keeper;
  private volatile boolean running;

  SubscriptionKeeper(
      String subscription,
      Subscribers subscribers,
      int outstanding,
      MessageHandler handler,
      BooleanSupplier gate) {
    this.subscription = subscription;
    this.subscribers = subscribers;
    this.outstanding = outstanding;
    this.handler = handler;
    this.gate = gate;
    this.keeper = Thread.ofVirtual().name("keeper-" + subscription).unstarted(this::run);
  }

  /** Begins to consume. */
  public void start() {
    keeper.start();
  }

  /** Whether messages are being pulled. */
  public boolean isRunning() {
    return running;
  }

  /** Pulls nothing more; messages that are out are still answered. Returns at once. */
  public void stop() {
    stopping.countDown();
  }

  /** Whether it was told to stop: what comes in now is not to be begun. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits until every message that was out has been answered, or the time is up. */
  public void awaitStopped(Duration patience) throws InterruptedException {
    if (keeper.isAlive()) {
      keeper.join(patience);
    }
  }

  private void run() {
    Duration pause = GLANCE;
    try {
      while (!await(Duration.ZERO)) {
        if (!gate.getAsBoolean()) {
          await(GLANCE);
        } else if (consume()) {
          pause = GLANCE;
        } else {
          await(pause);
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs one subscriber until it ends; true if it ended because it was asked to. */
  private boolean consume() throws InterruptedException {
    Subscriber subscriber = subscribers.build(subscription, outstanding, this::receive);
    try {
      subscriber.startAsync().awaitRunning();
      while (!await(GLANCE)
          && subscriber.state() == ApiService.State.RUNNING
          && gate.getAsBoolean()) {
        noteRunning();
      }
    } catch (IllegalStateException failed) {
      logFailure(failed.getCause());
      return false;
    } finally {
      running = false;
    }
    return end(subscriber);
  }

  /** A subscriber whose subscription is missing runs for a moment, which is not worth a word. */
  private void noteRunning() {
    if (!running) {
      running = true;
      logger
          .atInfo()
          .addKeyValue("event", "subscription.running")
          .addKeyValue("subscription", subscription)
          .log("Subscription is consumed");
    }
  }

  private boolean end(Subscriber subscriber) {
    if (subscriber.state() == ApiService.State.FAILED) {
      logFailure(subscriber.failureCause());
      return false;
    }
    try {
      subscriber.stopAsync().awaitTerminated(1, TimeUnit.MINUTES);
    } catch (TimeoutException | IllegalStateException unclean) {
      logFailure(unclean);
    }
    return true;
  }

  private void receive(PubsubMessage message, AckReplyConsumer reply) {
    Thread.startVirtualThread(
        () -> {
          if (isHandled(message)) {
            reply.ack();
          } else {
            reply.nack();
          }
        });
  }

  // Whatever a handler throws means that the message was not dealt with: it is given back.
  private boolean isHandled(PubsubMessage message) {
    try {
      return handler.handle(message);
    } catch (RuntimeException failure) {
      logger
          .atError()
          .addKeyValue("event", "message.given_back")
          .addKeyValue("subscription", subscription)
          .addKeyValue("message_id", message.getMessageId())
          .setCause(failure)
          .log("Message not dealt with, Pub/Sub will bring it again: {}", failure.getMessage());
      return false;
    }
  }

  private void logFailure(@Nullable Throwable cause) {
    logger
        .atWarn()
        .addKeyValue("event", "subscription.failed")
        .addKeyValue("subscription", subscription)
        .log(
            "Subscriber ended, another follows: {}",
            cause == null ? "unknown" : cause.getMessage());
  }

  private boolean await(Duration duration) throws InterruptedException {
    return stopping.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
