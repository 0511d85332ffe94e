package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.chain.ImageAnswer;
import dev.millrace.worker.chain.ImageChain;
import dev.millrace.worker.chain.Purpose;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.chain.TextChain;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.prompt.Prompts;
import dev.millrace.worker.provider.ProviderException;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How steps ask models: a prompt by its name, and the answer as a log of the step. */
@Singleton
final class Models {
  private static final int SMALLEST = 64;
  private static final int LARGEST = 2_048;
  private static final int USUAL = 1_024;

  private final TextChain texts;
  private final ImageChain images;
  private final Prompts prompts;

  Models(TextChain texts, ImageChain images, Prompts prompts) {
    this.texts = texts;
    this.images = images;
    this.prompts = prompts;
  }

  /** Asks for a document; a text alone becomes the field {@code text} of one. */
  StepLog ask(CallSite site, Turn turn, String prompt, ObjectNode input)
      throws ProviderException, InterruptedException {
    TextAnswer answer = texts.ask(site, Purpose.AGENT, prompts.text(prompt, input));
    return new StepLog(
        turn,
        input,
        object(answer.document()),
        answer.model(),
        answer.promptVersion(),
        answer.usage(),
        Duration.ZERO,
        null);
  }

  /** Orders a picture of the size that the parameters name. */
  StepLog draw(CallSite site, Turn turn, String prompt, ObjectNode input, ObjectNode parameters)
      throws ProviderException, InterruptedException {
    ImageOrder order =
        prompts.image(prompt, input, size(parameters, "width"), size(parameters, "height"));
    ImageAnswer answer = images.draw(site, order);
    Artifact artifact = Artifact.of(answer.picture(), turn.round(), answer.model());
    ObjectNode output =
        ContentRequestCodec.emptyObject()
            .put("artifact", artifact.name())
            .put("ordered", order.prompt())
            .put("media_type", answer.picture().mediaType())
            .put("width", answer.picture().width())
            .put("height", answer.picture().height())
            .put("bytes", answer.picture().bytes().length);
    return new StepLog(
        turn,
        input,
        output,
        answer.model(),
        order.promptVersion(),
        answer.usage(),
        Duration.ZERO,
        artifact);
  }

  private static ObjectNode object(JsonNode document) {
    return document instanceof ObjectNode object
        ? object
        : ContentRequestCodec.emptyObject().put("text", document.asText());
  }

  private static int size(ObjectNode parameters, String name) {
    return Math.clamp(parameters.path(name).asInt(USUAL), SMALLEST, LARGEST);
  }
}
