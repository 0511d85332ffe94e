package dev.millrace.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.failure.FailureClass;
import dev.millrace.worker.call.cache.SingleFlight;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Equal work is not bought twice. */
class CacheTest {
  private static final CallStand STAND = new CallStand();
  private static final ModelCalls CALLS = STAND.worker(Map.of()).getBean(ModelCalls.class);
  private static final Prompt PROMPT = CallStand.prompt("photosynthesis");

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
  void whatWasConfirmedIsThereForEqualWorkAndCostsNothing() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    CallSite site = STAND.held();

    Answered<Completion> answered = CALLS.complete(site, model, PROMPT);

    assertThat(answered.answer().text()).isEqualTo("an answer to photosynthesis");
    assertThat(answered.usage()).isEqualTo(Usage.NONE);
    assertThat(model.calls()).isEqualTo(1);
    assertThat(
            STAND.text(
                "SELECT concat_ws(' ', state, cached, cost) FROM provider_calls WHERE subject_id = ?",
                site.lease().id()))
        .isEqualTo("succeeded t 0");
  }

  @Test
  void whatNobodyHasConfirmedIsBoughtAgain() throws Exception {
    FakeModel model = FakeModel.answering();
    CALLS.complete(STAND.held(), model, PROMPT);

    CALLS.complete(STAND.held(), model, PROMPT);

    assertThat(model.calls()).isEqualTo(2);
    assertThat(STAND.database().count("call_cache")).isZero();
  }

  @Test
  void whoWantsAFreshAnswerBuysIt() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    CallSite site = STAND.held();

    CALLS.complete(
        new CallSite(site.organizationId(), site.subject(), site.lease(), "content", 1, false),
        model,
        PROMPT);

    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  void aRequestWhoseMetadataSaySoIsGivenAFreshAnswer() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    CallSite site = STAND.held();
    STAND
        .database()
        .execute(
            "UPDATE content_requests SET metadata = '{\"cache\": \"off\"}' WHERE id = ?",
            site.lease().id());

    CALLS.complete(site, model, PROMPT);

    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  void anotherOrganizationBuysItsOwn() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    CallSite site = STAND.held();

    CALLS.complete(
        new CallSite("another", site.subject(), site.lease(), "content", 1, true), model, PROMPT);

    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  void anotherModelVersionOrConversationIsOtherWork() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    FakeModel other =
        new FakeModel(new ModelName("test", "cheap"), _ -> new Completion("cheap", 7, 1));
    Prompt newer =
        new Prompt(PROMPT.name(), "2", PROMPT.input(), PROMPT.system(), PROMPT.turns(), null, 1);

    CALLS.complete(STAND.held(), other, PROMPT);
    CALLS.complete(STAND.held(), model, newer);
    CALLS.complete(STAND.held(), model, PROMPT.after("an answer", "mend it"));

    assertThat(other.calls()).isEqualTo(1);
    assertThat(model.calls()).isEqualTo(3);
  }

  @Test
  void whereTheCacheIsOffEverythingIsBought() throws Exception {
    ModelCalls uncached =
        STAND.worker(Map.of("millrace.call-cache.mode", "OFF")).getBean(ModelCalls.class);
    FakeModel model = FakeModel.answering();
    uncached.complete(STAND.held(), model, PROMPT).confirm();

    uncached.complete(STAND.held(), model, PROMPT).confirm();

    assertThat(model.calls()).isEqualTo(2);
    assertThat(STAND.database().count("call_cache")).isZero();
  }

  @Test
  void whoHasLostTheLeaseIsGivenNothing() throws Exception {
    FakeModel model = FakeModel.answering();
    kept(model, PROMPT);
    CallSite site = STAND.held();
    STAND.takenOver(site);

    assertThatThrownBy(() -> CALLS.complete(site, model, PROMPT))
        .isInstanceOf(LeaseLostException.class);
  }

  @Test
  void picturesAreKeptWhole() throws Exception {
    FakePainter painter = new FakePainter(_ -> {});
    CALLS.draw(STAND.held(), painter, FakePainter.ORDER).confirm();
    await().until(() -> STAND.database().count("call_cache") == 1);

    Picture picture = CALLS.draw(STAND.held(), painter, FakePainter.ORDER).answer();

    assertThat(painter.orders()).hasSize(1);
    assertThat(new String(picture.bytes(), StandardCharsets.UTF_8)).isEqualTo("order-1");
    assertThat(picture.mediaType()).isEqualTo("image/png");
    assertThat(picture.width()).isEqualTo(64);
  }

  @Test
  void equalCallsAtTheSameTimeBuyOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    FakeModel model =
        FakeModel.that(
            _ -> {
              begun.countDown();
              end.await();
              return new Completion("text", 7, 1);
            });
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answered<Completion>> first =
          callers.submit(() -> CALLS.complete(STAND.held(), model, PROMPT));
      begun.await();
      CallSite site = STAND.held();
      Thread[] waiting = new Thread[1];
      Future<Answered<Completion>> second =
          callers.submit(
              () -> {
                waiting[0] = Thread.currentThread();
                return CALLS.complete(site, model, PROMPT);
              });
      await().until(() -> waiting[0] != null && isWaitingForAFlight(waiting[0]));
      end.countDown();

      assertThat(List.of(first.get().answer().text(), second.get().answer().text()))
          .containsExactly("text", "text");
    }
    assertThat(model.calls()).isEqualTo(1);
    assertThat(STAND.database().number("SELECT count(*) FROM provider_calls WHERE cached"))
        .isEqualTo(1);
    assertThat(STAND.spent()).isEqualTo(0.1);
  }

  @Test
  void failuresAreNotKept() throws Exception {
    FakeModel failing =
        FakeModel.that(
            _ -> {
              throw new ProviderException("test", FailureClass.TRANSIENT, "away");
            });
    assertThatThrownBy(() -> CALLS.complete(STAND.held(), failing, PROMPT))
        .isInstanceOf(ProviderException.class);
    FakeModel well = FakeModel.answering();

    CALLS.complete(STAND.held(), well, PROMPT);

    assertThat(well.calls()).isEqualTo(1);
  }

  private static boolean isWaitingForAFlight(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(SingleFlight.class.getName()));
  }

  private static void kept(FakeModel model, Prompt prompt) throws Exception {
    CALLS.complete(STAND.held(), model, prompt).confirm();
    await().until(() -> STAND.database().count("call_cache") == 1);
  }
}
