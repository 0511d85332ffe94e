package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of a minute are so small that nothing comes back to them while a test runs. */
class LimitTest {
  private static final CallStand STAND = new CallStand();
  private static final Map<String, Object> PROPERTIES =
      Map.of(
          "millrace.providers.few.requests-per-minute", "1",
          "millrace.providers.many.requests-per-minute", "60",
          "millrace.providers.words.tokens-per-minute", "6");
  private static final ModelCalls ONE = STAND.worker(PROPERTIES).getBean(ModelCalls.class);
  private static final ModelCalls OTHER = STAND.worker(PROPERTIES).getBean(ModelCalls.class);

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @Test
  void allWorkersShareTheRequestsOfAMinute() throws Exception {
    ONE.complete(STAND.held(), model("few", 1), CallStand.prompt());
    FakeModel model = model("few", 1);
    CallSite site = STAND.held();

    ProviderException refusal = refusal(OTHER, site, model, CallStand.prompt());

    assertThat(refusal.failureClass()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(refusal.reason()).isEqualTo(Reason.PROVIDER_LIMIT);
    assertThat(refusal.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
    assertThat(model.calls()).isZero();
    assertThat(STAND.states(site)).isEmpty();
  }

  @Test
  void howeverManyCallAtOnceNoMoreThanTheBucketHoldsAreMade() throws Exception {
    FakeModel model = model("many", 1);
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int each = 0; each < 40; each++) {
      ModelCalls calls = each % 2 == 0 ? ONE : OTHER;
      CallSite site = STAND.held();
      callers.add(
          () -> {
            try {
              calls.complete(site, model, CallStand.prompt());
              return true;
            } catch (ProviderException refusal) {
              assertThat(refusal.reason()).isEqualTo(Reason.PROVIDER_LIMIT);
              return false;
            }
          });
    }
    long began = System.nanoTime();
    int made = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> call : threads.invokeAll(callers)) {
        made += call.get() ? 1 : 0;
      }
    }
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;

    assertThat(made).isBetween(10, (int) (10 + seconds));
    assertThat(model.calls()).isEqualTo(made);
  }

  @Test
  void tokensAreReservedByTheirEstimateAndSettledByWhatWasTaken() throws Exception {
    // The estimate is larger than the bucket, which lets it through when it is full.
    ONE.complete(STAND.held(), model("words", 0), CallStand.prompt());
    // Nothing was taken, so that all of it is there again.
    OTHER.complete(STAND.held(), model("words", 600), CallStand.prompt());

    ProviderException refusal = refusal(ONE, STAND.held(), model("words", 1), CallStand.prompt());

    assertThat(refusal.reason()).isEqualTo(Reason.PROVIDER_LIMIT);
    assertThat(refusal.retryAfter().orElseThrow()).isGreaterThan(Duration.ofMinutes(90));
  }

  private static FakeModel model(String provider, long tokens) {
    return new FakeModel(new ModelName(provider, "text"), _ -> new Completion("text", tokens, 0));
  }

  private static ProviderException refusal(
      ModelCalls calls, CallSite site, FakeModel model, Prompt prompt) {
    return catchThrowableOfType(ProviderException.class, () -> calls.complete(site, model, prompt));
  }
}
