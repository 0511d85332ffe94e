package dev.millrace.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.content.ContentFormat;
import dev.millrace.failure.FailureClass;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.provider.ProviderException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows when a call was refused, and not made. */
class VerdictTest {
  private static final ClaimedRequest REQUEST =
      new ClaimedRequest(
          UUID.randomUUID(), "o", "c", "t", "g", ContentFormat.LESSON, List.of(), 0, 5, 1, null);

  private final Verdict verdict = new Verdict(config());

  @Test
  void aLimitPutsTheWorkOffForAnHourAtMost() {
    assertThat(waited(Reason.PROVIDER_LIMIT, Duration.ofSeconds(7)))
        .isEqualTo(List.of("provider_limit", Duration.ofSeconds(7)));
    assertThat(waited(Reason.PROVIDER_LIMIT, Duration.ofHours(7)))
        .isEqualTo(List.of("provider_limit", Duration.ofHours(1)));
  }

  @Test
  void aBudgetIsWaitedForUntilTheNextDay() {
    assertThat(waited(Reason.BUDGET, Duration.ofHours(23)))
        .isEqualTo(List.of("budget", Duration.ofHours(23)));
    assertThat(waited(Reason.BUDGET_CHEAPER, Duration.ofHours(7)))
        .isEqualTo(List.of("budget", Duration.ofHours(7)));
  }

  @Test
  void whatIsFinalFailsWhateverAttemptsAreLeft() {
    assertThat(verdict.on(REQUEST, refused(FailureClass.RATE_LIMITED, Reason.BUDGET_SPENT, null)))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(
            verdict.on(REQUEST, refused(FailureClass.OUTCOME_UNKNOWN, Reason.NOT_REPEATED, null)))
        .isInstanceOf(Outcome.Failed.class);
  }

  private List<Object> waited(Reason reason, Duration retryAfter) {
    Outcome outcome = verdict.on(REQUEST, refused(FailureClass.RATE_LIMITED, reason, retryAfter));
    assertThat(outcome).isInstanceOf(Outcome.Wait.class);
    Outcome.Wait wait = (Outcome.Wait) outcome;
    return List.of(wait.reason(), wait.delay());
  }

  private static ProviderException refused(
      FailureClass failureClass, Reason reason, @Nullable Duration retryAfter) {
    return ProviderException.refused("p", failureClass, reason, "refused", retryAfter);
  }

  private static WorkerConfig config() {
    Duration some = Duration.ofSeconds(10);
    return new WorkerConfig("s", "t", "d", 1, some, some, some, some, some, some, some);
  }
}
