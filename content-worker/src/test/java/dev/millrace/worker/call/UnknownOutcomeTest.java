package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.dispatch.Sweep;
import dev.millrace.failure.FailureClass;
import dev.millrace.providercall.LostCalls;
import dev.millrace.testing.TestBroker;
import dev.millrace.worker.call.price.PriceTable;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that dies between a dispatch and its answer. */
class UnknownOutcomeTest {
  private static final CallStand STAND = new CallStand();
  private static final TestBroker BROKER = TestBroker.start();
  private static final ApplicationContext REPEATING = worker("REPEAT_ONCE");
  private static final ApplicationContext STRICT = worker("FAIL");

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
    BROKER.close();
  }

  @Test
  void itIsMadeOnceMoreAndBothCount() throws Exception {
    CallSite first = STAND.held();
    killedInTheMiddle(REPEATING, first);

    REPEATING.getBean(Sweep.class).run();

    assertThat(STAND.database().status(first.lease().id())).isEqualTo("pending");
    assertThat(STAND.states(first)).containsExactly("unknown");
    CallSite second = STAND.takenOver(first);
    calls(REPEATING).complete(second, FakeModel.answering(), CallStand.prompt());
    assertThat(STAND.states(first)).containsExactly("unknown", "succeeded");
    assertThat(STAND.spent()).isEqualTo(0.2);
  }

  @Test
  void aSecondUnknownOutcomeOfTheStepFailsTheRow() {
    CallSite first = STAND.held();
    killedInTheMiddle(REPEATING, first);
    REPEATING.getBean(Sweep.class).run();
    CallSite second = STAND.takenOver(first);
    killedInTheMiddle(REPEATING, second);

    REPEATING.getBean(Sweep.class).run();

    assertThat(STAND.database().status(first.lease().id())).isEqualTo("failed");
    assertThat(STAND.text("SELECT error_class FROM content_requests")).isEqualTo("outcome_unknown");
    assertThat(STAND.database().count("dead_letters")).isEqualTo(1);
    assertThat(STAND.states(first)).containsExactly("unknown", "unknown");
  }

  @Test
  void whereNothingIsRepeatedTheFirstFailsTheRow() {
    CallSite site = STAND.held();
    killedInTheMiddle(STRICT, site);

    STRICT.getBean(Sweep.class).run();

    assertThat(STAND.database().status(site.lease().id())).isEqualTo("failed");
    assertThat(STAND.database().count("dead_letters")).isEqualTo(1);
    assertThat(STAND.states(site)).containsExactly("unknown");
  }

  @Test
  void whereNothingWasInFlightTheWorkIsDoneAgainUnderBothSettings() throws Exception {
    CallSite site = STAND.held();
    calls(STRICT).complete(site, FakeModel.answering(), CallStand.prompt());
    STAND.endLease(site);

    STRICT.getBean(Sweep.class).run();

    assertThat(STAND.database().status(site.lease().id())).isEqualTo("pending");
    assertThat(STAND.states(site)).containsExactly("succeeded");
  }

  @Test
  void whoTakesTheRowOverBeforeAnySweepMarksTheCallAndIsHeldToTheSameRule() throws Exception {
    CallSite first = STAND.held();
    killedInTheMiddle(REPEATING, first);
    CallSite second = STAND.takenOver(first);
    calls(REPEATING).complete(second, FakeModel.answering(), CallStand.prompt());
    assertThat(STAND.states(first)).containsExactly("unknown", "succeeded");
    killedInTheMiddle(REPEATING, second);
    FakeModel model = FakeModel.answering();
    CallSite third = STAND.takenOver(second);

    ProviderException refusal = refusal(REPEATING, third, model);

    assertThat(refusal.reason()).isEqualTo(Reason.NOT_REPEATED);
    assertThat(refusal.failureClass()).isEqualTo(FailureClass.OUTCOME_UNKNOWN);
    assertThat(refusal.reason().isFinal()).isTrue();
    assertThat(model.calls()).isZero();
  }

  @Test
  void anotherStepIsNotHeldToIt() throws Exception {
    CallSite first = STAND.held();
    killedInTheMiddle(STRICT, first);
    CallSite next = STAND.takenOver(first);
    CallSite review =
        new CallSite(next.organizationId(), next.subject(), next.lease(), "review", 2, true);

    calls(STRICT).complete(review, FakeModel.answering(), CallStand.prompt());

    assertThat(STAND.states(first)).containsExactly("unknown", "succeeded");
  }

  @Test
  void whatAnOperatorHasTakenNoteOfMayBeMadeAgain() throws Exception {
    CallSite first = STAND.held();
    killedInTheMiddle(STRICT, first);
    STRICT.getBean(Sweep.class).run();
    STAND
        .database()
        .database()
        .write(
            connection -> {
              STRICT.getBean(LostCalls.class).acknowledge(connection, List.of(first.lease().id()));
              return true;
            });
    STAND
        .database()
        .execute(
            """
            UPDATE content_requests
            SET status = 'pending', failed_at = NULL, next_publish_at = now(), error_class = NULL
            """);

    calls(STRICT).complete(STAND.takenOver(first), FakeModel.answering(), CallStand.prompt());

    assertThat(STAND.states(first)).containsExactly("unknown", "succeeded");
  }

  @Test
  void aPictureThatWasOrderedIsFetchedAndNotOrderedAgain() throws Exception {
    CallSite first = STAND.held();
    FakePainter lost =
        new FakePainter(
            _ -> {
              throw new InterruptedException("the worker stops");
            });
    assertThatThrownBy(() -> calls(STRICT).draw(first, lost, FakePainter.ORDER))
        .isInstanceOf(InterruptedException.class);
    assertThat(STAND.states(first)).containsExactly("unknown");
    CallSite second = STAND.takenOver(first);
    FakePainter well = new FakePainter(_ -> {});

    byte[] picture = calls(STRICT).draw(second, well, FakePainter.ORDER).answer().bytes();

    assertThat(new String(picture, StandardCharsets.UTF_8)).isEqualTo("order-1");
    assertThat(well.orders()).isEmpty();
    assertThat(well.fetched()).containsExactly("order-1");
    assertThat(STAND.states(first)).containsExactly("succeeded");
    assertThat(STAND.spent()).isEqualTo(0.5);
  }

  @Test
  void aPictureWhoseWorkerWasKilledIsFetchedEvenWhereNothingIsRepeated() throws Exception {
    CallSite first = STAND.held();
    FakePainter lost =
        new FakePainter(
            _ -> {
              // Nothing else tells the worker's death from a slow one.
              STAND.endLease(first);
              STRICT.getBean(Sweep.class).run();
            });
    assertThatThrownBy(() -> calls(STRICT).draw(first, lost, FakePainter.ORDER))
        .isInstanceOf(LeaseLostException.class);
    assertThat(STAND.database().status(first.lease().id())).isEqualTo("pending");
    FakePainter well = new FakePainter(_ -> {});

    calls(STRICT).draw(STAND.takenOver(first), well, FakePainter.ORDER);

    assertThat(well.fetched()).containsExactly("order-1");
    assertThat(STAND.states(first)).containsExactly("succeeded");
  }

  @Test
  void anOrderThatCannotBeWrittenDownAnyMoreEndsTheCall() {
    CallSite first = STAND.held();
    FakePainter painter =
        new FakePainter(
            _ -> {
              throw new AssertionError("not waited for");
            });
    STAND.endLease(first);

    assertThatThrownBy(() -> calls(REPEATING).draw(first, painter, FakePainter.ORDER))
        .isInstanceOf(LeaseLostException.class);
    assertThat(painter.orders()).isEmpty();
  }

  @Test
  void aPictureThatTimesOutIsAskedForAgainAndGivenUpAfterAWhile() {
    FakePainter never =
        new FakePainter(
            _ -> {
              throw new ProviderException("test", FailureClass.TIMEOUT, "not there yet");
            });
    CallSite site = STAND.held();
    for (int attempt = 0; attempt <= LostCalls.MOST_RESUMPTIONS; attempt++) {
      CallSite now = site;
      assertThatThrownBy(() -> calls(REPEATING).draw(now, never, FakePainter.ORDER))
          .isInstanceOf(ProviderException.class);
      site = STAND.takenOver(site);
    }

    CallSite last = site;
    assertThatThrownBy(() -> calls(REPEATING).draw(last, never, FakePainter.ORDER))
        .isInstanceOf(ProviderException.class);

    assertThat(never.fetched()).containsExactly("order-1", "order-1", "order-1");
    assertThat(never.orders()).containsExactly("order-1", "order-2");
  }

  /** A call is written down, and then its worker is gone. */
  private static void killedInTheMiddle(ApplicationContext worker, CallSite site) {
    FakeModel model = FakeModel.answering();
    NewCall call =
        Ask.of(site, model, CallStand.prompt(), worker.getBean(PriceTable.class).of(model.name()))
            .fresh();
    Begun begun =
        STAND
            .database()
            .database()
            .write(
                connection ->
                    worker
                        .getBean(CallBeginning.class)
                        .begin(connection, List.of(call))
                        .getFirst());
    assertThat(begun).isInstanceOf(Begun.Dispatched.class);
    STAND.endLease(site);
  }

  private static ModelCalls calls(ApplicationContext worker) {
    return worker.getBean(ModelCalls.class);
  }

  private static ProviderException refusal(
      ApplicationContext worker, CallSite site, FakeModel model) {
    return catchThrowableOfType(
        ProviderException.class, () -> calls(worker).complete(site, model, CallStand.prompt()));
  }

  private static ApplicationContext worker(String onUnknown) {
    Map<String, Object> properties = new HashMap<>(BROKER.properties());
    properties.put("millrace.dispatch.on-unknown", onUnknown);
    properties.put("millrace.dispatch.publish-timeout", "1m");
    return STAND.worker(properties);
  }
}
