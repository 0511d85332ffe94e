package dev.millrace.worker.call;

import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import java.util.concurrent.atomic.AtomicInteger;

/** A model at the remote border, which does what its test says and counts how often. */
final class FakeModel implements TextModel {
  private final ModelName name;
  private final Behaviour behaviour;
  private final AtomicInteger calls = new AtomicInteger();

  /** What a model does. */
  @FunctionalInterface
  interface Behaviour {
    /** Answers, or fails. */
    Completion answer(Prompt prompt) throws ProviderException, InterruptedException;
  }

  FakeModel(ModelName name, Behaviour behaviour) {
    this.name = name;
    this.behaviour = behaviour;
  }

  /** One that costs ten cents a call. */
  static FakeModel that(Behaviour behaviour) {
    return new FakeModel(new ModelName("test", "text"), behaviour);
  }

  /** One that answers at once. */
  static FakeModel answering() {
    return that(prompt -> new Completion("an answer to " + prompt.turns().getLast().text(), 7, 1));
  }

  int calls() {
    return calls.get();
  }

  @Override
  public ModelName name() {
    return name;
  }

  @Override
  public Completion complete(Prompt prompt) throws ProviderException, InterruptedException {
    calls.incrementAndGet();
    return behaviour.answer(prompt);
  }
}
