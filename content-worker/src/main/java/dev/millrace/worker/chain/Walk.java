package dev.millrace.worker.chain;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One walk along a chain, from model to model until one has served. For one thread.
 *
 * @param <M> the models
 */
final class Walk<M> {
  private final Passing passing;
  private final Function<M, ModelName> naming;
  private final Supplier<List<M>> cheaper;
  private final Deque<M> left;
  private final Set<ModelName> asked = new HashSet<>();
  private final Failures failures = new Failures();
  private boolean isCheap;

  /**
   * At the start of a chain.
   *
   * @param cheaper the models that are asked instead once the budget does not hold the usual ones
   */
  Walk(Passing passing, Function<M, ModelName> naming, List<M> models, Supplier<List<M>> cheaper) {
    this.passing = passing;
    this.naming = naming;
    this.cheaper = cheaper;
    this.left = new ArrayDeque<>(models);
  }

  /** What is done with a model. */
  @FunctionalInterface
  interface Call<M, A> {
    A on(M model) throws ProviderException, InterruptedException;
  }

  /**
   * Walks, and answers what the first model has answered that did.
   *
   * @param whyEmpty why there may be no model at all
   */
  <A> A along(Call<M, A> call, Supplier<String> whyEmpty)
      throws ProviderException, InterruptedException {
    while (!left.isEmpty()) {
      M model = left.remove();
      ModelName name = naming.apply(model);
      if (!asked.add(name)) {
        continue;
      }
      try {
        A answer = call.on(model);
        passing.served(name);
        return answer;
      } catch (ProviderException failure) {
        goOn(name, failure);
      }
    }
    throw failures.isEmpty()
        ? new ProviderException("chain", FailureClass.CONFIGURATION, whyEmpty.get())
        : failures.decisive();
  }

  private void goOn(ModelName name, ProviderException failure) throws ProviderException {
    passing.failed(name, failure);
    if (passing.endsChain(failure)) {
      throw failure;
    }
    failures.add(failure);
    if (failure.reason() == Reason.BUDGET_CHEAPER && !isCheap) {
      isCheap = true;
      left.clear();
      left.addAll(cheaper.get());
    }
  }
}
