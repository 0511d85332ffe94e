package dev.millrace.worker.intake;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.batch.Batcher;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.observability.TraceContext;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.deadletter.DeadLetterRoute;
import dev.millrace.worker.deadletter.PoisonForwarder;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.work.ClaimedRequest;
import dev.millrace.worker.work.Letter;
import dev.millrace.worker.work.Outcome;
import dev.millrace.worker.work.RequestWork;
import jakarta.inject.Singleton;
import org.slf4j.MDC;

/**
 * Takes one message through its steps: decode, claim, work, and the acknowledgement that follows.
 * Called on a virtual thread per message; decides nothing that the row does not say.
 */
@Singleton
final class RequestConsumer {
  private final DeliveryDecoder decoder;
  private final Batcher<Delivery, Claim<ClaimedRequest>> claims;
  private final RequestWork work;
  private final PoisonForwarder poisons;
  private final IntakeGate gate;
  private final Activity activity;
  private final TraceContext traces;
  private final WorkerConfig config;
  private final DeadLetterRoute route;
  private final ClaimLoop loop;

  RequestConsumer(
      DeliveryDecoder decoder,
      Batcher<Delivery, Claim<ClaimedRequest>> claims,
      RequestWork work,
      PoisonForwarder poisons,
      IntakeGate gate,
      Activity activity,
      TraceContext traces,
      WorkerConfig config) {
    this.decoder = decoder;
    this.claims = claims;
    this.work = work;
    this.poisons = poisons;
    this.gate = gate;
    this.activity = activity;
    this.traces = traces;
    this.config = config;
    this.loop = new ClaimLoop(config.longestHold());
    this.route = new DeadLetterRoute(config.subscription(), config.deadLetterTopic());
  }

  /**
   * Consumes a message.
   *
   * @throws dev.millrace.database.DatabaseException when the database was away for too long
   */
  Acknowledgement consume(PubsubMessage message) {
    try {
      return consume(decoder.decode(message));
    } catch (Poison poison) {
      poisons.forward(message, route, poison.reason());
      return Acknowledgement.ACK;
    }
  }

  /** Takes nothing new: what has not been claimed yet is given back. */
  void stop() {
    loop.stop();
  }

  private Acknowledgement consume(Delivery delivery) {
    return loop.run(
        () -> claims.call(delivery), (taken, takenNanos) -> work(delivery, taken, takenNanos));
  }

  private Acknowledgement work(
      Delivery delivery, Claim.Taken<ClaimedRequest> taken, long takenNanos) {
    activity.claimed(taken.publishedAt());
    MDC.put("request_id", taken.request().id().toString());
    MDC.put("correlation_id", taken.request().correlationId());
    MDC.put("organization_id", taken.request().organizationId());
    RequestWork.Result result =
        traces.consume(
            config.subscription() + " process",
            taken.request().traceParent(),
            () ->
                work.run(
                    taken.request(),
                    delivery.leaseOn(taken.request().id()),
                    letter(delivery.message()),
                    takenNanos));
    if (result.outcome().orElse(null) instanceof Outcome.Wait wait
        && wait.reason().equals("configuration")) {
      gate.pause(wait.failure().message(), wait.delay());
    }
    return Acknowledgement.of(result);
  }

  private Letter letter(PubsubMessage message) {
    return new Letter(
        config.subscription(),
        message.getMessageId(),
        message.getData(),
        ContentRequestCodec.toJson(message.getAttributesMap()));
  }
}
