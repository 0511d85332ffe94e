package dev.millrace.worker.chain;

import dev.millrace.worker.call.Answered;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.call.ModelCalls;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.provider.ProviderException;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

/** The chain of pictures that the configuration names. Safe for use by many threads. */
@Singleton
@Secondary
final class ConfiguredImageChain implements ImageChain {
  private final Roster roster;
  private final ModelCalls calls;
  private final Passing passing;

  ConfiguredImageChain(Roster roster, ModelCalls calls, Passing passing) {
    this.roster = roster;
    this.calls = calls;
    this.passing = passing;
  }

  @Override
  public ImageAnswer draw(CallSite site, ImageOrder order)
      throws ProviderException, InterruptedException {
    Walk<ImageModel> walk =
        new Walk<>(passing, ImageModel::name, roster.images(false), () -> roster.images(true));
    return walk.along(
        model -> {
          Answered<Picture> answered = calls.draw(site, model, order);
          answered.confirm();
          return new ImageAnswer(answered.answer(), model.name(), answered.usage());
        },
        () -> roster.whyEmpty(Purpose.IMAGE));
  }
}
