package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.failure.FailureClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

  @Test
  void failsTheSharesItWasGiven() {
    FaultPlan plan = FaultPlan.parse("transient=0.2, timeout=0.05,content_policy=0.01");
    int all = 50_000;
    Map<FailureClass, Integer> struck = new EnumMap<>(FailureClass.class);

    for (int request = 0; request < all; request++) {
      plan.strike(new UUID(7, request), 1 + request % 5, 1)
          .ifPresent(failureClass -> struck.merge(failureClass, 1, Integer::sum));
    }

    assertThat(struck)
        .containsOnlyKeys(
            FailureClass.TRANSIENT, FailureClass.TIMEOUT, FailureClass.CONTENT_POLICY);
    assertThat(struck.getOrDefault(FailureClass.TRANSIENT, 0) / (double) all)
        .isCloseTo(0.2, within(0.01));
    assertThat(struck.getOrDefault(FailureClass.TIMEOUT, 0) / (double) all)
        .isCloseTo(0.05, within(0.005));
    assertThat(struck.getOrDefault(FailureClass.CONTENT_POLICY, 0) / (double) all)
        .isCloseTo(0.01, within(0.003));
  }

  @Test
  void sameAttemptAlwaysFaresTheSame() {
    for (int request = 0; request < 1_000; request++) {
      UUID id = new UUID(request, 42);

      assertThat(FaultPlan.parse("transient=0.5").strike(id, 3, 1))
          .isEqualTo(FaultPlan.parse("transient=0.5").strike(id, 3, 1));
    }
  }

  @Test
  void anAttemptThatWasPutOffAtNoCostDrawsAnewOnceItIsDispatchedAgain() {
    FaultPlan plan = FaultPlan.parse("rate_limited=0.5");

    for (int request = 0; request < 200; request++) {
      UUID id = new UUID(request, 42);

      assertThat(IntStream.rangeClosed(1, 64))
          .as("dispatches until attempt 1 of %s may run", id)
          .anyMatch(dispatch -> plan.strike(id, 1, dispatch).isEmpty());
    }
  }

  @Test
  void everyAttemptDrawsAnew() {
    FaultPlan plan = FaultPlan.parse("transient=0.5");

    for (int request = 0; request < 200; request++) {
      UUID id = new UUID(request, 42);
      long failures = 0;
      for (int attempt = 1; attempt <= 64; attempt++) {
        failures += plan.strike(id, attempt, 1).isPresent() ? 1 : 0;
      }

      assertThat(failures).isBetween(1L, 63L);
    }
  }

  @Test
  void nothingAtAllIsAPlanWithoutFaults() {
    assertThat(FaultPlan.parse("").strike(new UUID(1, 1), 1, 1)).isEmpty();
    assertThat(FaultPlan.parse(" , ").strike(new UUID(1, 1), 1, 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transient",
        "transient=",
        "transient=often",
        "transient=-0.1",
        "transient=1.5",
        "transient=NaN",
        "transient=0.1=0.2",
        "unheard_of=0.1",
        "invalid_request=0.1",
        "transient=0.1,transient=0.2",
        "transient=0.6,timeout=0.6"
      })
  void mistakesAreToldInOneSentence(String specification) {
    assertThatThrownBy(() -> FaultPlan.parse(specification))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("OFFLINE_FAULTS must look like")
        .hasMessageContaining("transient, rate_limited, timeout, outcome_unknown")
        .hasMessageMatching("[^\n]+\\.");
  }
}
