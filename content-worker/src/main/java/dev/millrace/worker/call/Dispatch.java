package dev.millrace.worker.call;

import dev.millrace.batch.Batcher;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.CallNote.Ended;
import dev.millrace.worker.call.CallNote.Ended.State;
import dev.millrace.worker.call.guard.Pass;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a call that is written down, and writes down how it ended, whatever that is. */
@Singleton
class Dispatch {
  private static final Logger logger = LoggerFactory.getLogger(Dispatch.class);

  private final Batcher<CallNote, Boolean> notes;
  private final CallMetrics metrics;

  Dispatch(Batcher<CallNote, Boolean> notes, CallMetrics metrics) {
    this.notes = notes;
    this.metrics = metrics;
  }

  /**
   * A call in flight.
   *
   * @param externalId what the provider calls it, if it was ordered before
   * @param leaseEnds by {@link System#nanoTime}
   */
  record Ticket(UUID call, @Nullable String externalId, long leaseEnds) {}

  /**
   * Makes the call.
   *
   * @throws LeaseLostException also when the answer came too late to be written down
   */
  <A> Answered<A> run(Ask<A> ask, Pass pass, Ticket ticket)
      throws ProviderException, InterruptedException {
    refuseIfTooLate(ask, ticket);
    AtomicBoolean isOrdered = new AtomicBoolean(ticket.externalId != null);
    long began = System.nanoTime();
    A answer;
    try {
      answer =
          pass.run(
              () -> ask.remote().call(ticket.externalId, id -> order(ask, ticket, id, isOrdered)));
    } catch (ProviderException | InterruptedException | RuntimeException | Error failure) {
      // Whatever it is, the call is over.
      settle(ask, failure(ask, ticket, failure, isOrdered.get(), since(began)), failure);
      throw failure;
    }
    return answered(ask, ticket, answer, since(began));
  }

  private <A> void refuseIfTooLate(Ask<A> ask, Ticket ticket) throws InterruptedException {
    boolean isCancelled = Thread.interrupted();
    if (isCancelled || System.nanoTime() - ticket.leaseEnds >= 0) {
      InterruptedException why =
          isCancelled
              ? new InterruptedException("Cancelled before the call was made")
              : new LeaseLostException("The lease ended before the call was made");
      settle(ask, notMade(ask, ticket), why);
      throw why;
    }
  }

  private <A> Answered<A> answered(Ask<A> ask, Ticket ticket, A answer, Duration latency)
      throws LeaseLostException {
    Ask.Taken taken = ask.usage().apply(answer);
    BigDecimal cost = ask.price().of(taken.inputTokens(), taken.outputTokens(), taken.images());
    Ended ended =
        new Ended(
            ticket.call,
            ask.site(),
            State.SUCCEEDED,
            null,
            null,
            taken.inputTokens(),
            taken.outputTokens(),
            taken.images(),
            cost,
            latency);
    if (!notes.call(ended)) {
      throw new LeaseLostException("The answer came after the lease was lost; it is thrown away");
    }
    metrics.ended(ask.model(), ended, cost);
    return new Answered<>(
        answer, new Usage(taken.inputTokens(), taken.outputTokens(), taken.images(), cost));
  }

  /** What the provider calls the order is written down before the picture is waited for. */
  private <A> void order(Ask<A> ask, Ticket ticket, String id, AtomicBoolean isOrdered)
      throws ProviderException {
    if (!notes.call(new CallNote.Ordered(ticket.call, ask.site(), id))) {
      throw new ProviderException(
          ask.model().provider(),
          FailureClass.OUTCOME_UNKNOWN,
          "the lease was lost when the order was placed");
    }
    isOrdered.set(true);
  }

  /** Writes down how a call failed; the failure itself goes on, whatever becomes of that. */
  private <A> void settle(Ask<A> ask, Ended ended, Throwable failure) {
    try {
      if (notes.call(ended)) {
        metrics.ended(
            ask.model(), ended, ended.cost() == null ? ask.estimate().cost() : ended.cost());
      }
    } catch (RuntimeException away) {
      failure.addSuppressed(away);
      logger
          .atWarn()
          .addKeyValue("event", "provider_call.unsettled")
          .addKeyValue("provider", ask.model().provider())
          .addKeyValue("call_id", ended.call())
          .log("The end of a call was not written; it counts as unknown: {}", away.getMessage());
    }
  }

  /**
   * What failed may have been paid for: unless the provider said no, it counts at its estimate.
   * What was ordered and not fetched can be asked for again.
   */
  private static <A> Ended failure(
      Ask<A> ask, Ticket ticket, Throwable failure, boolean isOrdered, Duration latency) {
    return switch (failure) {
      case ProviderException known -> {
        FailureClass failureClass = known.failureClass();
        boolean isUnknown =
            switch (failureClass) {
              case OUTCOME_UNKNOWN -> true;
              case TIMEOUT, TRANSIENT -> isOrdered;
              case RATE_LIMITED, INVALID_OUTPUT, CONTENT_POLICY, CONFIGURATION, INVALID_REQUEST ->
                  false;
            };
        boolean isCharged = isUnknown || failureClass == FailureClass.TIMEOUT;
        yield ended(ask, ticket, isUnknown, failureClass, known.getMessage(), isCharged, latency);
      }
      case InterruptedException _ ->
          ended(
              ask,
              ticket,
              true,
              FailureClass.OUTCOME_UNKNOWN,
              "cut off while in flight",
              true,
              latency);
      default ->
          ended(
              ask,
              ticket,
              false,
              FailureClass.TRANSIENT,
              failure.getClass().getSimpleName(),
              true,
              latency);
    };
  }

  private static <A> Ended notMade(Ask<A> ask, Ticket ticket) {
    // What was ordered before is still the provider's to fetch.
    boolean isUnknown = ticket.externalId != null;
    return ended(
        ask,
        ticket,
        isUnknown,
        FailureClass.TRANSIENT,
        "not made: its caller was stopped",
        isUnknown,
        Duration.ZERO);
  }

  private static <A> Ended ended(
      Ask<A> ask,
      Ticket ticket,
      boolean isUnknown,
      FailureClass failureClass,
      @Nullable String message,
      boolean isCharged,
      Duration latency) {
    return new Ended(
        ticket.call,
        ask.site(),
        isUnknown ? State.UNKNOWN : State.FAILED,
        failureClass,
        message,
        0,
        0,
        0,
        isCharged ? null : BigDecimal.ZERO,
        latency);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
