package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class WireNamesTest {
  private enum Wind {
    WEST,
    EAST
  }

  @Test
  void everyValueIsFoundByItsNameAndNothingElseIs() {
    WireNames<Wind> names = WireNames.of(Wind.class, wind -> wind.name().toLowerCase(Locale.ROOT));

    assertThat(names.all()).containsExactly("west", "east");
    assertThat(names.find("east")).contains(Wind.EAST);
    assertThat(names.find("EAST")).isEmpty();
    assertThat(names.find("")).isEmpty();
    assertThat(names.find(null)).isEmpty();
  }

  @Test
  void twoValuesOfOneNameAreAMistake() {
    assertThatThrownBy(() -> WireNames.of(Wind.class, wind -> "wind"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WEST and EAST");
  }
}
