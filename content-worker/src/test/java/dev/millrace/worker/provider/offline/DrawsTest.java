package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrawsTest {

  @Test
  void sameSeedGivesTheSameDraws() {
    assertThat(new Draws(7).and("topic").fraction())
        .isEqualTo(new Draws(7).and("topic").fraction());
    assertThat(new Draws(7).and("topic").fraction())
        .isNotEqualTo(new Draws(7).and("other").fraction());
  }

  @Test
  void correctOptionStandsInEachPlaceAboutAsOften() {
    int all = 40_000;
    int[] places = new int[4];

    for (int seed = 0; seed < all; seed++) {
      places[new Draws(seed).shuffled(List.of(true, false, false, false)).indexOf(true)]++;
    }

    for (int place : places) {
      assertThat(place / (double) all).isCloseTo(0.25, within(0.01));
    }
  }
}
