package dev.millrace.worker.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.Turn;
import dev.millrace.worker.provider.ProviderException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Calls of models as tests make them, with words that must not be told on. */
public final class ModelCalling {
  /** A key that must be seen on the wire only. */
  public static final String KEY = "sk-SECRET";

  private static final JsonMapper MAPPER = new JsonMapper();

  private ModelCalling() {}

  /** A prompt for an object that has a text named word. */
  public static Prompt prompt() {
    try {
      return new Prompt(
          "content-lesson",
          "content-lesson/1",
          MAPPER.createObjectNode(),
          "You answer.",
          List.of(new Turn(Turn.Speaker.USER, "SECRET-WORDS")),
          new OutputSchema(
              "word_v1",
              MAPPER.readTree(
                  """
                  {"$id":"urn:word","type":"object","additionalProperties":false,"required":["word"],
                   "properties":{"word":{"type":"string","minLength":1},"kind":{"const":"w"}}}
                  """)),
          500);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Calls, and expects a failure of that class which tells no secret on. */
  public static ProviderException failure(TextModel model, FailureClass expected) {
    ProviderException failure =
        Assertions.catchThrowableOfType(ProviderException.class, () -> model.complete(prompt()));
    assertThat(failure.failureClass()).isEqualTo(expected);
    for (Throwable each = failure; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain("SECRET");
    }
    return failure;
  }

  /**
   * Calls on a virtual thread, interrupts it once the server has been asked, and says how it ended.
   */
  public static @Nullable Throwable interrupted(TextModel model, Runnable awaitAsked)
      throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    model.complete(prompt());
                    ended.complete(null);
                  } catch (ProviderException | InterruptedException failure) {
                    ended.completeExceptionally(failure);
                  }
                });
    awaitAsked.run();
    thread.interrupt();
    return Assertions.catchThrowableOfType(ExecutionException.class, ended::get).getCause();
  }
}
