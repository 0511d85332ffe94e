package dev.millrace.worker.call;

import dev.millrace.batch.Batcher;
import dev.millrace.budget.OnExceed;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.cache.AnswerCache;
import dev.millrace.worker.call.cache.CacheLookup;
import dev.millrace.worker.call.cache.CacheQuestion;
import dev.millrace.worker.call.cache.KeptAnswer;
import dev.millrace.worker.call.cache.SingleFlight;
import dev.millrace.worker.call.guard.Pass;
import dev.millrace.worker.call.guard.ProviderGuards;
import dev.millrace.worker.call.price.PriceTable;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import dev.millrace.worker.provider.Usage;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls models under every rule, in this order: an equal answer that is there, an equal call that
 * is in flight, a place and the circuit, then the reservation and the record in one transaction,
 * the call, and its settlement. Safe for use by many threads.
 */
@Singleton
final class GuardedCalls implements ModelCalls {
  /** The provider whose models are embedded: they cost nothing and call nobody. */
  private static final String EMBEDDED = "offline";

  private final PriceTable prices;
  private final ProviderGuards guards;
  private final AnswerCache cache;
  private final Batcher<NewCall, Begun> calls;
  private final Dispatch dispatch;
  private final CallMetrics metrics;
  private final SingleFlight<Answered<Completion>> texts = new SingleFlight<>();
  private final SingleFlight<Answered<Picture>> pictures = new SingleFlight<>();

  GuardedCalls(
      PriceTable prices,
      ProviderGuards guards,
      AnswerCache cache,
      Batcher<NewCall, Begun> calls,
      Dispatch dispatch,
      CallMetrics metrics) {
    this.prices = prices;
    this.guards = guards;
    this.cache = cache;
    this.calls = calls;
    this.dispatch = dispatch;
    this.metrics = metrics;
  }

  @Override
  public Answered<Completion> complete(CallSite site, TextModel model, Prompt prompt)
      throws ProviderException, InterruptedException {
    if (model.name().provider().equals(EMBEDDED)) {
      Completion answer = model.complete(prompt);
      return new Answered<>(
          answer, new Usage(answer.inputTokens(), answer.outputTokens(), 0, BigDecimal.ZERO));
    }
    return answer(Ask.of(site, model, prompt, prices.of(model.name())), texts);
  }

  @Override
  public Answered<Picture> draw(CallSite site, ImageModel model, ImageOrder order)
      throws ProviderException, InterruptedException {
    if (model.name().provider().equals(EMBEDDED)) {
      Picture picture = model.draw(order, null, _ -> {});
      return new Answered<>(picture, new Usage(0, 0, 1, BigDecimal.ZERO));
    }
    return answer(Ask.of(site, model, order, prices.of(model.name())), pictures);
  }

  private <A> Answered<A> answer(Ask<A> ask, SingleFlight<Answered<A>> flights)
      throws ProviderException, InterruptedException {
    if (!cache.isOn() || !ask.site().isCacheUsed()) {
      return buy(ask);
    }
    CacheLookup lookup =
        cache.find(new CacheQuestion(ask.cacheKey(), NewCall.table(ask.site()), ask.subject()));
    switch (lookup) {
      case CacheLookup.Bypassed _ -> {
        return buy(ask);
      }
      case CacheLookup.Kept(KeptAnswer kept) -> {
        return there(ask, ask.ofKept().apply(kept));
      }
      case CacheLookup.Missing _ -> {}
    }
    SingleFlight.Landed<Answered<A>> landed =
        flights.fly(ask.cacheKey(), () -> keepable(ask, buy(ask)));
    return landed.isShared() ? there(ask, landed.answer().answer()) : landed.answer();
  }

  private <A> Answered<A> keepable(Ask<A> ask, Answered<A> bought) {
    A answer = bought.answer();
    return new Answered<>(
        answer,
        bought.usage(),
        () -> cache.keep(ask.cacheKey(), ask.model(), ask.kind(), ask.toKept().apply(answer)));
  }

  /** Notes that an answer was there. */
  private <A> Answered<A> there(Ask<A> ask, A answer) throws InterruptedException {
    return switch (calls.call(ask.noted())) {
      case Begun.LeaseLost _ -> throw lost();
      case Begun.Noted _,
          Begun.Dispatched _,
          Begun.Resumed _,
          Begun.NotRepeated _,
          Begun.OverLimit _,
          Begun.OverBudget _ -> {
        metrics.cached(ask.model());
        yield new Answered<>(answer, Usage.NONE);
      }
    };
  }

  private <A> Answered<A> buy(Ask<A> ask) throws ProviderException, InterruptedException {
    try (Pass pass = guards.of(ask.model().provider()).enter()) {
      NewCall call = ask.fresh();
      long asked = System.nanoTime();
      return switch (calls.call(call)) {
        case Begun.Dispatched(var id, var left) ->
            dispatch.run(ask, pass, new Dispatch.Ticket(id, null, asked + left.toNanos()));
        case Begun.Resumed(var id, var externalId, var left) ->
            dispatch.run(ask, pass, new Dispatch.Ticket(id, externalId, asked + left.toNanos()));
        case Begun.LeaseLost _ -> throw lost();
        case Begun.NotRepeated _ ->
            throw refused(
                ask,
                FailureClass.OUTCOME_UNKNOWN,
                Reason.NOT_REPEATED,
                "the outcome of an earlier call is unknown, and it is not made once more",
                null);
        case Begun.OverLimit(Duration retryAfter) ->
            throw refused(
                ask,
                FailureClass.RATE_LIMITED,
                Reason.PROVIDER_LIMIT,
                "the limit of requests or tokens in a minute is reached",
                retryAfter);
        case Begun.OverBudget(OnExceed onExceed, Duration untilTomorrow) ->
            throw refused(
                ask,
                FailureClass.RATE_LIMITED,
                reason(onExceed),
                "the organization's budget of the day is used up",
                untilTomorrow);
        case Begun.Noted _ -> throw new IllegalStateException("A call of a model is not there yet");
      };
    } catch (ProviderException failure) {
      if (failure.reason() != Reason.MODEL) {
        metrics.refused(ask.model(), failure.reason().name().toLowerCase(Locale.ROOT));
      }
      throw failure;
    }
  }

  private static <A> ProviderException refused(
      Ask<A> ask,
      FailureClass failureClass,
      Reason reason,
      String message,
      @Nullable Duration retryAfter) {
    return ProviderException.refused(
        ask.model().provider(), failureClass, reason, message, retryAfter);
  }

  private static Reason reason(OnExceed onExceed) {
    return switch (onExceed) {
      case FAIL -> Reason.BUDGET_SPENT;
      case PAUSE -> Reason.BUDGET;
      case FALL_BACK -> Reason.BUDGET_CHEAPER;
    };
  }

  private static LeaseLostException lost() {
    return new LeaseLostException("The lease on the row is lost; no model is called");
  }
}
