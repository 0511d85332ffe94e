package dev.millrace.worker.run;

import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.batch.Batcher;
import dev.millrace.command.RunReports;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Database;
import dev.millrace.observability.TraceContext;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.deadletter.PoisonForwarder;
import dev.millrace.worker.heartbeat.Activity;
import dev.millrace.worker.intake.Acknowledgement;
import dev.millrace.worker.intake.Claim;
import dev.millrace.worker.intake.ClaimLoop;
import dev.millrace.worker.intake.IntakeGate;
import dev.millrace.worker.intake.Poison;
import dev.millrace.worker.work.Letter;
import dev.millrace.worker.work.Outcome;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.MDC;

/**
 * Takes one message through its steps: decode, claim, work, and the acknowledgement that follows.
 * Called on a virtual thread per message; decides nothing that the row does not say.
 */
@Singleton
final class RunConsumer {
  private final RunDecoder decoder;
  private final Batcher<RunDelivery, Claim<ClaimedRun>> claims;
  private final RunWork work;
  private final PoisonForwarder poisons;
  private final Database database;
  private final RunReports reports;
  private final TraceContext traces;
  private final RunConfig config;
  private final IntakeGate gate;
  private final ClaimLoop loop;

  RunConsumer(
      RunDecoder decoder,
      Batcher<RunDelivery, Claim<ClaimedRun>> claims,
      RunWork work,
      PoisonForwarder poisons,
      Database database,
      RunReports reports,
      TraceContext traces,
      Activity activity,
      WorkerConfig worker,
      RunConfig config) {
    this.decoder = decoder;
    this.claims = claims;
    this.work = work;
    this.poisons = poisons;
    this.database = database;
    this.reports = reports;
    this.traces = traces;
    this.config = config;
    this.gate = new IntakeGate(activity);
    this.loop = new ClaimLoop(worker.longestHold());
  }

  /**
   * Consumes a message.
   *
   * @throws dev.millrace.database.DatabaseException when the database was away for too long
   */
  Acknowledgement consume(PubsubMessage message) {
    try {
      RunDelivery delivery = decoder.decode(message);
      return loop.run(
          () -> claims.call(delivery), (taken, takenNanos) -> work(delivery, taken, takenNanos));
    } catch (Poison poison) {
      poisons.forward(message, config.route(), poison.reason());
      report(message, poison);
      return Acknowledgement.ACK;
    }
  }

  /** Whether runs may be taken: not for a while after a fault of this installation. */
  boolean isOpen() {
    return gate.isOpen();
  }

  /** Takes nothing new: what has not been claimed yet is given back. */
  void stop() {
    loop.stop();
  }

  private Acknowledgement work(
      RunDelivery delivery, Claim.Taken<ClaimedRun> taken, long takenNanos) {
    ClaimedRun run = taken.request();
    MDC.put("run_id", run.id().toString());
    MDC.put("correlation_id", run.correlationId());
    MDC.put("organization_id", run.organizationId());
    RunWork.Result result =
        traces.consume(
            config.subscription() + " process",
            run.traceParent(),
            () -> work.run(run, delivery.leaseOn(run.id()), letter(delivery), takenNanos));
    if (result.broken().orElse(null) instanceof Outcome.Wait wait
        && wait.reason().equals("configuration")) {
      gate.pause(wait.failure().message(), wait.delay());
    }
    return result.settled().applied()
        ? result.broken().map(Acknowledgement::of).orElse(Acknowledgement.ACK)
        : Acknowledgement.of(result.settled());
  }

  private Letter letter(RunDelivery delivery) {
    PubsubMessage message = delivery.message();
    return new Letter(
        config.subscription(),
        message.getMessageId(),
        message.getData(),
        ContentRequestCodec.toJson(message.getAttributesMap()));
  }

  /** A schedule whose command can never work is to hear of it. */
  private void report(PubsubMessage message, Poison poison) {
    RunDecoder.command(message)
        .map(
            command ->
                new RunReports.End(
                    command.executionKey(),
                    command.organizationId(),
                    ContentRequestCodec.storable(poison.reason())))
        .ifPresent(end -> database.write(connection -> reports.report(connection, List.of(end))));
  }
}
