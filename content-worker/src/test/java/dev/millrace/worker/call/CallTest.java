package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.failure.FailureClass;
import dev.millrace.lease.Lease;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call is written down before it is made, and settled after, whatever happens in between. */
class CallTest {
  private static final CallStand STAND = new CallStand();
  private static final ModelCalls CALLS =
      STAND
          .worker(
              Map.of(
                  "millrace.providers.brief.time-limit", "50ms",
                  "millrace.providers.ill.circuit-calls", "2",
                  "millrace.providers.narrow.concurrency", "1",
                  "millrace.providers.narrow.patience", "20ms"))
          .getBean(ModelCalls.class);

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

  @Test
  void aCallIsInFlightWhileItIsMadeAndSettledAfter() throws Exception {
    CallSite site = STAND.held();
    List<String> meanwhile = new ArrayList<>();
    FakeModel model =
        FakeModel.that(
            prompt -> {
              meanwhile.addAll(STAND.states(site));
              return new Completion("text", 7, 1);
            });

    Answered<Completion> answered = CALLS.complete(site, model, CallStand.prompt());

    assertThat(meanwhile).containsExactly("dispatched");
    assertThat(STAND.states(site)).containsExactly("succeeded");
    assertThat(answered.usage().cost()).isEqualByComparingTo("0.1");
    assertThat(
            STAND.text(
                """
                SELECT concat_ws(' ', subject_kind, step, attempt, provider, model, kind, prompt_version, input_tokens,
                                 output_tokens, cost, cached)
                FROM provider_calls
                """))
        .isEqualTo("content_request content 1 test text content-lesson 1 7 1 0.1 f");
    assertThat(STAND.spent()).isEqualTo(0.1);
  }

  @Test
  void whoHasLostTheLeaseCallsNobody() {
    CallSite site = STAND.held();
    STAND.takenOver(site);
    FakeModel model = FakeModel.answering();

    assertThatThrownBy(() -> CALLS.complete(site, model, CallStand.prompt()))
        .isInstanceOf(LeaseLostException.class);

    assertThat(model.calls()).isZero();
    assertThat(STAND.database().count("provider_calls")).isZero();
    assertThat(STAND.spent()).isZero();
  }

  @Test
  void whoseLeaseIsAboutToEndCallsNobody() {
    CallSite site = STAND.held();
    STAND
        .database()
        .execute("UPDATE content_requests SET lease_until = now() + interval '100 milliseconds'");
    FakeModel model = FakeModel.answering();

    assertThatThrownBy(() -> CALLS.complete(site, model, CallStand.prompt()))
        .isInstanceOf(LeaseLostException.class);

    assertThat(model.calls()).isZero();
  }

  @Test
  void anAnswerThatComesAfterTheRowWasTakenOverIsThrownAway() throws Exception {
    CallSite site = STAND.held();
    FakeModel inTime = FakeModel.answering();
    FakeModel late =
        FakeModel.that(
            prompt -> {
              CALLS.complete(STAND.takenOver(site), inTime, CallStand.prompt());
              return new Completion("too late", 7, 1);
            });

    assertThatThrownBy(() -> CALLS.complete(site, late, CallStand.prompt()))
        .isInstanceOf(LeaseLostException.class);

    assertThat(STAND.states(site)).containsExactly("unknown", "succeeded");
    assertThat(STAND.spent()).isEqualTo(0.2);
  }

  @Test
  void whatTheProviderRefusesCostsNothing() {
    CallSite site = STAND.held();
    FakeModel model =
        FakeModel.that(
            _ -> {
              throw new ProviderException("test", FailureClass.CONTENT_POLICY, "not this");
            });

    ProviderException failure = refusal(site, model);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(failure.reason()).isEqualTo(Reason.MODEL);
    assertThat(STAND.states(site)).containsExactly("failed");
    assertThat(STAND.spent()).isZero();
  }

  @Test
  void aFaultOfAnAdapterIsAFailedCallThatMayHaveCost() {
    CallSite site = STAND.held();
    FakeModel model =
        FakeModel.that(
            _ -> {
              throw new IllegalStateException("a bug");
            });

    assertThatThrownBy(() -> CALLS.complete(site, model, CallStand.prompt()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(STAND.states(site)).containsExactly("failed");
    assertThat(STAND.spent()).isEqualTo(0.1);
  }

  @Test
  void aCallThatTakesTooLongIsInterruptedAndTimesOut() throws Exception {
    CallSite site = STAND.held();
    CountDownLatch interrupted = new CountDownLatch(1);
    FakeModel model = waiting("brief", new CountDownLatch(1), interrupted);

    ProviderException failure = refusal(site, model);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TIMEOUT);
    interrupted.await();
    assertThat(STAND.states(site)).containsExactly("failed");
    assertThat(STAND.text("SELECT error_class FROM provider_calls")).isEqualTo("timeout");
  }

  @Test
  void whoeverIsInterruptedCutsTheCallOffAndItsOutcomeIsUnknown() throws Exception {
    CallSite site = STAND.held();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    FakeModel model = waiting("test", begun, interrupted);
    FutureTask<Answered<Completion>> call =
        new FutureTask<>(() -> CALLS.complete(site, model, CallStand.prompt()));
    Thread caller = Thread.ofVirtual().start(call);
    begun.await();

    caller.interrupt();

    assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
    interrupted.await();
    assertThat(STAND.states(site)).containsExactly("unknown");
  }

  @Test
  void whoeverIsInterruptedBeforeTheCallPaysNothing() throws Exception {
    CallSite site = STAND.held();
    FakeModel model = FakeModel.answering();
    FutureTask<Answered<Completion>> call =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              return CALLS.complete(site, model, CallStand.prompt());
            });
    Thread.ofVirtual().start(call);

    assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(model.calls()).isZero();
    assertThat(STAND.spent()).isZero();
  }

  @Test
  void whereEveryPlaceIsTakenForTooLongACallIsPutOff() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    FakeModel slow =
        new FakeModel(
            new ModelName("narrow", "text"),
            _ -> {
              begun.countDown();
              end.await();
              return new Completion("text", 1, 1);
            });
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          callers.submit(() -> CALLS.complete(STAND.held(), slow, CallStand.prompt()));
      begun.await();

      ProviderException failure = refusal(STAND.held(), slow);

      assertThat(failure.failureClass()).isEqualTo(FailureClass.RATE_LIMITED);
      assertThat(failure.reason()).isEqualTo(Reason.PROVIDER_LIMIT);
      assertThat(failure.retryAfter()).isPresent();
      end.countDown();
      first.get();
    }
    assertThat(slow.calls()).isEqualTo(1);
  }

  @Test
  void afterTooManyFailuresNobodyIsCalledAndNothingIsCharged() {
    FakeModel ill =
        new FakeModel(
            new ModelName("ill", "text"),
            _ -> {
              throw new ProviderException("ill", FailureClass.TRANSIENT, "away");
            });
    CallSite site = STAND.held();
    refusal(site, ill);
    refusal(site, ill);

    ProviderException failure = refusal(site, ill);

    assertThat(failure.failureClass()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(failure.reason()).isEqualTo(Reason.PROVIDER_LIMIT);
    assertThat(failure.retryAfter()).isPresent();
    assertThat(ill.calls()).isEqualTo(2);
    assertThat(STAND.states(site)).containsExactly("failed", "failed");
  }

  @Test
  void embeddedModelsAreCalledAndNotWrittenDown() throws Exception {
    CallSite nobodys =
        new CallSite(
            "o",
            CallSite.Subject.CONTENT_REQUEST,
            new Lease(UUID.randomUUID(), UUID.randomUUID()),
            "content",
            1,
            true);
    FakeModel model =
        new FakeModel(new ModelName("offline", "offline-1"), _ -> new Completion("text", 0, 0));

    assertThat(CALLS.complete(nobodys, model, CallStand.prompt()).answer().text())
        .isEqualTo("text");

    assertThat(STAND.database().count("provider_calls")).isZero();
  }

  private static FakeModel waiting(
      String provider, CountDownLatch begun, CountDownLatch interrupted) {
    return new FakeModel(
        new ModelName(provider, "text"),
        _ -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return new Completion("never", 0, 0);
        });
  }

  private static ProviderException refusal(CallSite site, FakeModel model) {
    return catchThrowableOfType(
        ProviderException.class, () -> CALLS.complete(site, model, CallStand.prompt()));
  }
}
