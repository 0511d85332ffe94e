package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiversTest {
  private final Receivers receivers = new Receivers(3);

  @Test
  void whoeverIsUnknownHasOneUnderWay() {
    assertThat(room("new")).isEqualTo(1);
    receivers.began("new");
    assertThat(room("new")).isZero();
  }

  @Test
  void eachPromptAnswerAllowsOneMoreUpToABound() {
    for (int expected : new int[] {2, 3, 3}) {
      receivers.began("prompt");
      receivers.ended("prompt", true);
      assertThat(room("prompt")).isEqualTo(expected);
    }
  }

  @Test
  void whoeverIsSlowBeginsAnew() {
    receivers.began("tired");
    receivers.ended("tired", true);
    receivers.began("tired");
    receivers.began("tired");
    receivers.ended("tired", false);
    assertThat(room("tired")).as("one is under way still").isZero();
    receivers.ended("tired", false);
    assertThat(receivers.rooms()).as("and is forgotten").isEmpty();
  }

  private int room(String receiver) {
    return receivers.rooms().getOrDefault(receiver, 1);
  }
}
