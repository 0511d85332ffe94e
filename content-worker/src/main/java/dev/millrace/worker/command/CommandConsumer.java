package dev.millrace.worker.command;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.observability.TraceContext;
import dev.millrace.worker.deadletter.PoisonForwarder;
import dev.millrace.worker.intake.Poison;
import jakarta.inject.Singleton;
import org.slf4j.MDC;

/**
 * Takes one message through its steps: decode, carry out, and the acknowledgement that follows.
 * Called on a virtual thread per message.
 */
@Singleton
final class CommandConsumer {
  private final CommandWork work;
  private final PoisonForwarder poisons;
  private final CommandLog log;
  private final TraceContext traces;
  private final CommandConfig config;

  CommandConsumer(
      CommandWork work,
      PoisonForwarder poisons,
      CommandLog log,
      TraceContext traces,
      CommandConfig config) {
    this.work = work;
    this.poisons = poisons;
    this.log = log;
    this.traces = traces;
    this.config = config;
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
              Receipt received = work.receive(delivery);
              log.received(delivery, received);
              return received;
            });
    return receipt.isAcknowledged();
  }
}
