package dev.millrace.worker.adapter.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.failure.FailureClass;
import dev.millrace.lease.Lease;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.offline.OfflineProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Answers the prompts that it knows by their names and values, always the same to the same, and
 * says in every answer that no language model wrote it.
 */
final class OfflineTextModel implements TextModel {
  private static final ModelName NAME =
      new ModelName(OfflineProvider.NAME, OfflineProvider.version());
  private static final UUID NOBODY = new UUID(0, 0);
  private static final String CONTENT = "content-";

  private final Duration latency;

  /** A model that takes so long for each answer, on top of its own work. */
  OfflineTextModel(Duration latency) {
    this.latency = latency;
  }

  @Override
  public ModelName name() {
    return NAME;
  }

  @Override
  public Completion complete(Prompt prompt) throws ProviderException, InterruptedException {
    Thread.sleep(latency);
    return new Completion(ContentRequestCodec.text(answer(prompt)), 0, 0);
  }

  private static ObjectNode answer(Prompt prompt) throws ProviderException {
    if (prompt.name().startsWith(CONTENT)) {
      return OfflineProvider.document(assignment(prompt));
    }
    Task task = Task.of(prompt.input());
    return switch (prompt.name()) {
      case "run-plan" -> RunAnswers.plan(task);
      case "run-review" -> RunAnswers.review(task);
      case "run-text" -> RunAnswers.text(task);
      case "run-chat" -> RunAnswers.chat(task);
      default ->
          throw new ProviderException(
              OfflineProvider.NAME,
              FailureClass.INVALID_REQUEST,
              "the embedded model does not know the prompt " + prompt.name());
    };
  }

  private static Assignment assignment(Prompt prompt) {
    ObjectNode input = prompt.input();
    List<String> interests = new ArrayList<>();
    input.path("interests").forEach(interest -> interests.add(interest.asText()));
    return new Assignment(
        NOBODY,
        input.path("topic").asText(),
        input.path("grade_level").asText(),
        ContentFormat.of(prompt.name().substring(CONTENT.length())).orElse(ContentFormat.LESSON),
        interests,
        1,
        1,
        "",
        new Lease(NOBODY, NOBODY));
  }
}
