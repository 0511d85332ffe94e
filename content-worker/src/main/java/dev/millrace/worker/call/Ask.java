package dev.millrace.worker.call;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.worker.call.cache.CacheKey;
import dev.millrace.worker.call.cache.KeptAnswer;
import dev.millrace.worker.call.price.Price;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, of whom, and how its answers are counted and kept: texts and pictures alike.
 *
 * @param usage what an answer took
 */
record Ask<A>(
    CallSite site,
    ModelName model,
    String kind,
    String promptVersion,
    WorkHash work,
    Price price,
    Estimate estimate,
    NewCall.Source source,
    Remote<A> remote,
    Function<A, Taken> usage,
    Function<A, KeptAnswer> toKept,
    Function<KeptAnswer, A> ofKept) {
  /** The model, told what was ordered before, and telling what it orders. */
  @FunctionalInterface
  interface Remote<T> {
    /** Calls it. */
    T call(@Nullable String begun, ImageModel.TicketListener tickets)
        throws ProviderException, InterruptedException;
  }

  /** What an answer took. */
  record Taken(long inputTokens, long outputTokens, int images) {}

  static Ask<Completion> of(CallSite site, TextModel model, Prompt prompt, Price price) {
    return new Ask<>(
        site,
        model.name(),
        prompt.name(),
        prompt.version(),
        WorkHash.of(model.name(), prompt),
        price,
        Estimate.of(prompt, price),
        NewCall.Source.MODEL,
        (_, _) -> model.complete(prompt),
        answer -> new Taken(answer.inputTokens(), answer.outputTokens(), 0),
        answer -> KeptAnswer.text(answer.text().getBytes(StandardCharsets.UTF_8)),
        kept -> new Completion(new String(kept.bytes(), StandardCharsets.UTF_8), 0, 0));
  }

  static Ask<Picture> of(CallSite site, ImageModel model, ImageOrder order, Price price) {
    return new Ask<>(
        site,
        model.name(),
        "image",
        order.promptVersion(),
        WorkHash.of(model.name(), order),
        price,
        Estimate.of(order, price),
        NewCall.Source.RESUMABLE_MODEL,
        (begun, tickets) -> model.draw(order, begun, tickets),
        _ -> new Taken(0, 0, 1),
        picture ->
            new KeptAnswer(picture.bytes(), picture.mediaType(), picture.width(), picture.height()),
        kept ->
            new Picture(
                kept.bytes(),
                kept.mediaType() == null ? "application/octet-stream" : kept.mediaType(),
                kept.width(),
                kept.height()));
  }

  UUID subject() {
    return site.lease().id();
  }

  CacheKey cacheKey() {
    return new CacheKey(site.organizationId(), work.toString());
  }

  /** A fresh call of the model. */
  NewCall fresh() {
    return new NewCall(
        UuidCreator.getTimeOrderedEpoch(),
        site,
        model,
        kind,
        promptVersion,
        work,
        estimate,
        source);
  }

  /** The note that the answer was there already. */
  NewCall noted() {
    return new NewCall(
        UuidCreator.getTimeOrderedEpoch(),
        site,
        model,
        kind,
        promptVersion,
        work,
        Estimate.NOTHING,
        NewCall.Source.CACHE);
  }
}
