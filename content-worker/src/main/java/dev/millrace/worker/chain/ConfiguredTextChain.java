package dev.millrace.worker.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.Answered;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.call.ModelCalls;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

/** The chains that the configuration names. Safe for use by many threads. */
@Singleton
@Secondary
final class ConfiguredTextChain implements TextChain {
  private final Roster roster;
  private final ModelCalls calls;
  private final Reading reading;
  private final Passing passing;

  ConfiguredTextChain(Roster roster, ModelCalls calls, Reading reading, Passing passing) {
    this.roster = roster;
    this.calls = calls;
    this.reading = reading;
    this.passing = passing;
  }

  @Override
  public TextAnswer ask(CallSite site, Purpose purpose, Prompt prompt)
      throws ProviderException, InterruptedException {
    Asking asking = new Asking(site, prompt);
    Walk<TextModel> walk =
        new Walk<>(
            passing,
            TextModel::name,
            roster.texts(purpose, false),
            () -> roster.texts(purpose, true));
    return walk.along(
        model -> new TextAnswer(asking.ask(model), model.name(), prompt.version(), asking.usage),
        () -> roster.whyEmpty(purpose));
  }

  /** What is asked of each model of a walk, and what all of it used up. */
  private final class Asking {
    private final CallSite site;
    private final Prompt prompt;
    private Usage usage = Usage.NONE;

    Asking(CallSite site, Prompt prompt) {
      this.site = site;
      this.prompt = prompt;
    }

    /** One call, and one more that repairs what the first has said. */
    JsonNode ask(TextModel model) throws ProviderException, InterruptedException {
      Answered<Completion> answered = call(site, model, prompt);
      OutputSchema schema = prompt.schema();
      String answer = answered.answer().text();
      if (schema == null) {
        answered.confirm();
        return TextNode.valueOf(answer);
      }
      return switch (reading.read(schema, answer)) {
        case Reading.Valid(JsonNode document) -> {
          answered.confirm();
          yield document;
        }
        case Reading.Invalid(String errors) -> repair(model, schema, answer, errors);
      };
    }

    private JsonNode repair(TextModel model, OutputSchema schema, String answer, String errors)
        throws ProviderException, InterruptedException {
      passing.repairs(model.name());
      Answered<Completion> repaired =
          call(site, model, prompt.after(answer, Reading.reply(errors)));
      return switch (reading.read(schema, repaired.answer().text())) {
        case Reading.Valid(JsonNode document) -> {
          repaired.confirm();
          yield document;
        }
        case Reading.Invalid _ ->
            throw new ProviderException(
                model.name().provider(),
                FailureClass.INVALID_OUTPUT,
                "The output does not meet its schema, and neither does its repair");
      };
    }

    private Answered<Completion> call(CallSite from, TextModel model, Prompt asked)
        throws ProviderException, InterruptedException {
      Answered<Completion> answered = calls.complete(from, model, asked);
      usage = usage.plus(answered.usage());
      return answered;
    }
  }
}
