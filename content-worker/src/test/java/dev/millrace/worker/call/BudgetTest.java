package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
  private static final CallStand STAND = new CallStand();
  private static final ApplicationContext WORKER =
      STAND.worker(
          Map.of("millrace.budget.per-day", "0.25", "millrace.providers.test.concurrency", "64"));
  private static final ModelCalls CALLS = WORKER.getBean(ModelCalls.class);

  @BeforeEach
  void clear() {
    STAND.database().clear();
  }

  @AfterEach
  void everyAccountIsTheSumOfItsCalls() {
    assertThat(STAND.isBalanced()).isTrue();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @ParameterizedTest
  @CsvSource({"fail, BUDGET_SPENT", "pause, BUDGET", "fall_back, BUDGET_CHEAPER"})
  void whatNoLongerFitsIsRefusedAsTheOrganizationWantsIt(String onExceed, Reason reason)
      throws Exception {
    budget("0.15", onExceed);
    CallSite site = STAND.held();
    FakeModel model = FakeModel.answering();
    CALLS.complete(site, model, CallStand.prompt());

    ProviderException refusal = refusal(site, model);

    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.failureClass()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(refusal.reason().waitReason()).isEqualTo("budget");
    assertThat(refusal.retryAfter().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofDays(1).plusSeconds(1));
    assertThat(model.calls()).isEqualTo(1);
    assertThat(STAND.states(site)).containsExactly("succeeded");
  }

  @Test
  void aCheaperModelMayStillFit() throws Exception {
    budget("0.15", "fall_back");
    CallSite site = STAND.held();
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
    FakeModel cheap =
        new FakeModel(new ModelName("test", "cheap"), _ -> new Completion("short", 7, 1));

    CALLS.complete(site, cheap, CallStand.prompt());

    assertThat(STAND.spent()).isEqualTo(0.11);
  }

  @Test
  void withoutABudgetOfItsOwnAnOrganizationHasThatOfTheInstallation() throws Exception {
    CallSite site = STAND.held();
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());

    assertThat(refusal(site, FakeModel.answering()).reason()).isEqualTo(Reason.BUDGET);
  }

  @Test
  void theDayAfterIsAnother() throws Exception {
    budget("0.10", "pause");
    CallSite site = STAND.held();
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
    STAND.database().execute("UPDATE budget_days SET day = day - 1");
    STAND.database().execute("UPDATE provider_calls SET spent_on = spent_on - 1");

    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());

    assertThat(STAND.database().count("budget_days")).isEqualTo(2);
  }

  @Test
  void aBudgetThatIsRaisedCountsAtOnce() throws Exception {
    budget("0.10", "pause");
    CallSite site = STAND.held();
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
    assertThat(refusal(site, FakeModel.answering()).reason()).isEqualTo(Reason.BUDGET);

    budget("0.20", "pause");

    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
    assertThat(STAND.spent()).isEqualTo(0.2);
  }

  @Test
  void whatIsInFlightIsCountedAndWhatItDidNotTakeIsGivenBack() throws Exception {
    budget("0.10", "pause");
    CallSite site = STAND.held();
    List<Reason> meanwhile = new ArrayList<>();
    FakeModel frugal =
        FakeModel.that(
            _ -> {
              meanwhile.add(refusal(STAND.held(), FakeModel.answering()).reason());
              return new Completion("", 7, 0);
            });

    CALLS.complete(site, frugal, CallStand.prompt());

    assertThat(meanwhile).containsExactly(Reason.BUDGET);
    assertThat(STAND.spent()).isZero();
    CALLS.complete(site, FakeModel.answering(), CallStand.prompt());
  }

  @Test
  void howeverManyCallAtOnceTheBudgetIsNeverExceeded() throws Exception {
    budget("1.00", "pause");
    AtomicInteger inFlight = new AtomicInteger();
    CountDownLatch refused = new CountDownLatch(22);
    FakeModel model =
        FakeModel.that(
            _ -> {
              inFlight.incrementAndGet();
              refused.await();
              return new Completion("text", 7, 1);
            });
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int each = 0; each < 32; each++) {
      CallSite site = STAND.held();
      callers.add(
          () -> {
            try {
              CALLS.complete(site, model, CallStand.prompt());
              return true;
            } catch (ProviderException refusal) {
              refused.countDown();
              return false;
            }
          });
    }
    int made = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> call : threads.invokeAll(callers)) {
        made += call.get() ? 1 : 0;
      }
    }

    assertThat(made).isEqualTo(10);
    assertThat(inFlight).hasValue(10);
    assertThat(STAND.spent()).isEqualTo(1.0);
  }

  private static void budget(String perDay, String onExceed) {
    STAND
        .database()
        .execute(
            """
            INSERT INTO budgets (organization_id, per_day, on_exceed, updated_by)
            VALUES (?, ?::numeric, ?, 'test')
            ON CONFLICT (organization_id) DO UPDATE SET per_day = excluded.per_day, on_exceed = excluded.on_exceed
            """,
            CallStand.ORGANIZATION,
            perDay,
            onExceed);
  }

  private static ProviderException refusal(CallSite site, FakeModel model) {
    return catchThrowableOfType(
        ProviderException.class, () -> CALLS.complete(site, model, CallStand.prompt()));
  }
}
