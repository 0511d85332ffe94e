package dev.millrace.worker.testing;

import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.model.TextProvider;
import dev.millrace.worker.provider.ProviderException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider of text models whose calls and pings end as a test wants it. */
public final class StandInProvider implements TextProvider {
  private final String name;
  private final @Nullable String missing;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile @Nullable ProviderException failure;
  private volatile @Nullable ProviderException usualFailure;
  private volatile String answer;

  /** A provider that answers {@code {"word":"name"}}; without a variable if one is named. */
  public StandInProvider(String name, @Nullable String missing) {
    this.name = name;
    this.missing = missing;
    this.answer = "{\"word\":\"" + name + "\"}";
  }

  /** From now on it fails so; null for not at all. */
  public void fails(@Nullable ProviderException next) {
    failure = next;
  }

  /** From now on its usual model fails so, and its cheap one does not. */
  public void failsUsual(ProviderException next) {
    usualFailure = next;
  }

  /** From now on it says that. */
  public void answers(String next) {
    answer = next;
  }

  /** How often its models were called. */
  public int calls() {
    return calls.get();
  }

  /** How often it was pinged. */
  public int pings() {
    return pings.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> missing() {
    return Optional.ofNullable(missing);
  }

  @Override
  public String usualModel() {
    return "usual";
  }

  @Override
  public String cheapModel() {
    return "cheap";
  }

  @Override
  public TextModel model(String model) {
    return new TextModel() {
      @Override
      public ModelName name() {
        return new ModelName(name, model);
      }

      @Override
      public Completion complete(Prompt prompt) throws ProviderException {
        calls.incrementAndGet();
        throwIfFailing(model.equals("usual") ? usualFailure : null);
        throwIfFailing(failure);
        return new Completion(answer, 1, 1);
      }
    };
  }

  @Override
  public void ping() throws ProviderException {
    pings.incrementAndGet();
    throwIfFailing(failure);
  }

  private static void throwIfFailing(@Nullable ProviderException now) throws ProviderException {
    if (now != null) {
      throw now;
    }
  }
}
