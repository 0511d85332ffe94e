package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.database.DatabaseException;
import dev.millrace.observability.TraceContext;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.deadletter.PoisonForwarder;
import dev.millrace.worker.intake.Poison;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * Takes one message through its steps: decode, carry out, and the acknowledgement that follows.
 * Called on a virtual thread per message.
 */
@Singleton
final class CommandConsumer {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CommandWork work;
  private final PoisonForwarder poisons;
  private final CommandLog log;
  private final TraceContext traces;
  private final CommandConfig config;
  private final WorkerConfig worker;
  private final CountDownLatch stopped = new CountDownLatch(1);

  CommandConsumer(
      CommandWork work,
      PoisonForwarder poisons,
      CommandLog log,
      TraceContext traces,
      CommandConfig config,
      WorkerConfig worker) {
    this.work = work;
    this.poisons = poisons;
    this.log = log;
    this.traces = traces;
    this.config = config;
    this.worker = worker;
  }

  /** What is held is given back at once. */
  void stop() {
    stopped.countDown();
  }

  /** Consumes a message, and answers whether to acknowledge it. */
  boolean consume(PubsubMessage message) {
    try {
      return consume(CommandDelivery.of(message));
    } catch (Poison poison) {
      poisons.forward(message, config.route(), poison.reason());
      return true;
    }
  }

  private boolean consume(CommandDelivery delivery) {
    MDC.put("execution_key", delivery.key());
    MDC.put("organization_id", delivery.command().organizationId());
    Receipt receipt =
        traces.consume(
            config.subscription() + " process",
            delivery.traceParent(),
            () -> {
              Receipt received = receive(delivery);
              log.received(delivery, received);
              return received;
            });
    return receipt.isAcknowledged();
  }

  /**
   * What cannot be written is held and tried again, since Pub/Sub counts what is given back, and
   * gives up by that count. As many as may be in flight are held at most; then nothing is pulled.
   */
  private Receipt receive(CommandDelivery delivery) {
    long begin = System.nanoTime();
    Duration pause = SHORTEST_PAUSE;
    Receipt receipt = work.receive(delivery);
    while (receipt instanceof Receipt.Postponed(DatabaseException reason)
        && System.nanoTime() - begin < patience(reason).toNanos()) {
      log.held(delivery, reason, pause.equals(SHORTEST_PAUSE));
      if (isStoppedWithin(pause)) {
        return receipt;
      }
      receipt = work.receive(delivery);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
    return receipt;
  }

  /** A database that is there and refuses may have the command itself to blame. */
  private Duration patience(DatabaseException reason) {
    return reason.isAway() ? config.longestHold() : worker.databasePatience();
  }

  private boolean isStoppedWithin(Duration pause) {
    try {
      return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
