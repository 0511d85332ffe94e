package dev.millrace.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.dispatch.DispatchConfig.OnUnknown;
import dev.millrace.failure.FailureClass;
import dev.millrace.lease.Lease;
import dev.millrace.observability.ServiceConfig;
import dev.millrace.worker.call.Answered;
import dev.millrace.worker.call.CallSite;
import dev.millrace.worker.call.ModelCalls;
import dev.millrace.worker.model.Completion;
import dev.millrace.worker.model.ImageModel;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.Picture;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.TextModel;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import dev.millrace.worker.provider.Usage;
import dev.millrace.worker.provider.document.OutputValidator;
import dev.millrace.worker.testing.ModelCalling;
import dev.millrace.worker.testing.StandInProvider;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfiguredTextChainTest {
  private static final CallSite SITE =
      new CallSite(
          "default",
          CallSite.Subject.AGENT_RUN,
          new Lease(new UUID(0, 1), new UUID(0, 2)),
          "plan",
          1,
          true);

  private final StandInProvider gemini = new StandInProvider("gemini", null);
  private final StandInProvider openAi = new StandInProvider("openai", null);
  private final Standing standing = new Standing();
  private int confirmed;

  @ParameterizedTest
  @CsvSource({
    "TRANSIENT, RATE_LIMITED, RATE_LIMITED",
    "CONFIGURATION, RATE_LIMITED, RATE_LIMITED",
    "CONFIGURATION, TRANSIENT, TRANSIENT",
    "TIMEOUT, CONFIGURATION, TIMEOUT",
    "OUTCOME_UNKNOWN, CONFIGURATION, OUTCOME_UNKNOWN",
    "INVALID_OUTPUT, CONFIGURATION, CONFIGURATION",
    "INVALID_REQUEST, INVALID_OUTPUT, INVALID_OUTPUT",
    "INVALID_REQUEST, CONTENT_POLICY, CONTENT_POLICY",
  })
  void whereNoModelIsLeftTheFailureDecidesThatLetsTheWorkRunSoonest(
      FailureClass first, FailureClass second, FailureClass decisive) {
    gemini.fails(new ProviderException("gemini", first, "one"));
    openAi.fails(new ProviderException("openai", second, "two"));
    assertThat(failure(OnUnknown.REPEAT_ONCE).failureClass()).isEqualTo(decisive);
  }

  @Test
  void ofTwoThatAskForPatienceTheShorterDecides() {
    gemini.fails(limited("gemini", 60));
    openAi.fails(limited("openai", 5));
    ProviderException failure = failure(OnUnknown.REPEAT_ONCE);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
    assertThat(failure.provider()).isEqualTo("openai");
  }

  @Test
  void aRefusedTextIsCarriedToNoOtherModel() {
    gemini.fails(new ProviderException("gemini", FailureClass.CONTENT_POLICY, "no"));
    assertThat(failure(OnUnknown.REPEAT_ONCE).failureClass())
        .isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(openAi.calls()).isZero();
  }

  @Test
  void anUnknownOutcomeIsRepeatedByTheNextModelUnlessNothingMayBeRepeated() throws Exception {
    gemini.fails(new ProviderException("gemini", FailureClass.OUTCOME_UNKNOWN, "lost"));
    assertThat(failure(OnUnknown.FAIL).failureClass()).isEqualTo(FailureClass.OUTCOME_UNKNOWN);
    assertThat(openAi.calls()).isZero();
    assertThat(ask(OnUnknown.REPEAT_ONCE).model().provider()).isEqualTo("openai");
  }

  @Test
  void aBudgetThatDoesNotHoldTheUsualModelsLeadsToTheCheaperOnes() throws Exception {
    gemini.failsUsual(budget(Reason.BUDGET_CHEAPER));
    assertThat(ask(OnUnknown.REPEAT_ONCE).model().toString()).isEqualTo("gemini/cheap");
    assertThat(openAi.calls()).as("the usual model of the next provider").isZero();
  }

  @Test
  void aBudgetThatHoldsNothingEndsTheChain() {
    gemini.fails(budget(Reason.BUDGET));
    ProviderException failure = failure(OnUnknown.REPEAT_ONCE);
    assertThat(failure.reason()).isEqualTo(Reason.BUDGET);
    assertThat(openAi.calls()).isZero();
    gemini.fails(budget(Reason.BUDGET_CHEAPER));
    openAi.fails(budget(Reason.BUDGET_CHEAPER));
    assertThat(failure(OnUnknown.REPEAT_ONCE).reason()).isEqualTo(Reason.BUDGET_CHEAPER);
  }

  @Test
  void onlyAnAnswerThatMeetsItsSchemaIsKept() throws Exception {
    gemini.answers("nothing of the kind");
    assertThat(ask(OnUnknown.REPEAT_ONCE).model().provider()).isEqualTo("openai");
    assertThat(gemini.calls()).as("the answer and its repair").isEqualTo(2);
    assertThat(confirmed).isEqualTo(1);
  }

  @Test
  void aChainWithoutAModelIsAFaultOfThisInstallation() {
    StandInProvider keyless = new StandInProvider("openai", "OPENAI_API_KEY");
    ProviderException failure =
        Assertions.catchThrowableOfType(
            ProviderException.class,
            () ->
                chain(OnUnknown.FAIL, "openai", keyless)
                    .ask(SITE, Purpose.CONTENT, ModelCalling.prompt()));
    assertThat(failure.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    assertThat(failure).hasMessageContaining("OPENAI_API_KEY");
  }

  @Test
  void healthGoesByTheLastCallAndPingsWhereThereIsNone() throws Exception {
    ProviderProbe probe = new ProviderProbe(gemini, standing);
    assertThat(probe.name()).isEqualTo("gemini_api");
    assertThat(probe.check()).isTrue();
    assertThat(probe.check()).isTrue();
    assertThat(gemini.pings()).as("what a ping said is kept").isEqualTo(1);
    ProviderException wrongKey =
        new ProviderException("gemini", FailureClass.CONFIGURATION, "it answered 401");
    gemini.fails(wrongKey);
    ask(OnUnknown.REPEAT_ONCE);
    Assertions.assertThatThrownBy(probe::check).isSameAs(wrongKey);
    gemini.fails(limited("gemini", 5));
    ask(OnUnknown.REPEAT_ONCE);
    Assertions.assertThatThrownBy(probe::check).as("a limit mends nothing").isSameAs(wrongKey);
    gemini.fails(null);
    ask(OnUnknown.REPEAT_ONCE);
    assertThat(probe.check()).isTrue();
    assertThat(gemini.pings()).isEqualTo(1);
  }

  @Test
  void healthNamesTheVariableThatAChainLacks() {
    ProviderProbe probe = new ProviderProbe(new StandInProvider("flux", "FLUX_API_KEY"), standing);
    Assertions.assertThatThrownBy(probe::check).hasMessageContaining("FLUX_API_KEY is not set");
  }

  private TextAnswer ask(OnUnknown onUnknown) throws Exception {
    return chain(onUnknown, "gemini,openai", gemini, openAi)
        .ask(SITE, Purpose.CONTENT, ModelCalling.prompt());
  }

  private ProviderException failure(OnUnknown onUnknown) {
    return Assertions.catchThrowableOfType(ProviderException.class, () -> ask(onUnknown));
  }

  private TextChain chain(OnUnknown onUnknown, String content, StandInProvider... providers) {
    Roster roster =
        new Roster(
            new ChainConfig(content, content, "auto", content, "auto", "auto", "auto", "auto"),
            new ServiceConfig("content-worker", "test", false),
            List.of(providers),
            List.of(new OfflineStandIn()));
    DispatchConfig dispatch =
        new DispatchConfig("topic", Duration.ZERO, Duration.ZERO, 1, onUnknown);
    return new ConfiguredTextChain(
        roster, new Calls(), new Reading(new OutputValidator()), new Passing(standing, dispatch));
  }

  private static ProviderException budget(Reason reason) {
    return ProviderException.refused(
        "gemini", FailureClass.RATE_LIMITED, reason, "no money", Duration.ofHours(5));
  }

  private static ProviderException limited(String provider, int seconds) {
    return new ProviderException(
        provider, FailureClass.RATE_LIMITED, "wait", Duration.ofSeconds(seconds), null);
  }

  private final class Calls implements ModelCalls {
    @Override
    public Answered<Completion> complete(CallSite site, TextModel model, Prompt prompt)
        throws ProviderException, InterruptedException {
      return new Answered<>(
          model.complete(prompt), new Usage(1, 1, 0, BigDecimal.ZERO), () -> confirmed++);
    }

    @Override
    public Answered<Picture> draw(CallSite site, ImageModel model, ImageOrder order)
        throws ProviderException, InterruptedException {
      return new Answered<>(model.draw(order, ticket(), id -> {}), Usage.NONE);
    }

    private static @Nullable String ticket() {
      return null;
    }
  }
}
