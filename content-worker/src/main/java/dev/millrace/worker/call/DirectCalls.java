package dev.millrace.worker.call;

import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import jakarta.inject.Singleton;
import java.math.BigDecimal;

/** Calls models and nothing more. */
@Singleton
final class DirectCalls implements ModelCalls {
  @Override
  public Answered<Completion> complete(CallSite site, TextModel model, Prompt prompt)
      throws ProviderException, InterruptedException {
    Completion completion = model.complete(prompt);
    return new Answered<>(
        completion,
        new Usage(completion.inputTokens(), completion.outputTokens(), 0, BigDecimal.ZERO));
  }

  @Override
  public Answered<Picture> draw(CallSite site, ImageModel model, ImageOrder order)
      throws ProviderException, InterruptedException {
    return new Answered<>(model.draw(order, null, id -> {}), new Usage(0, 0, 1, BigDecimal.ZERO));
  }
}
