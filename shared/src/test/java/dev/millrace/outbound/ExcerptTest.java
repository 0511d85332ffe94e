package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExcerptTest {
  @Test
  void itIsOneLineWithoutControlCharacters() {
    assertThat(Excerpt.of(" a\r\n\u0000b\u001b[31m\u0085c\u2028d\u202ee\tf "))
        .isEqualTo("a b [31m c d e f");
  }

  @Test
  void itIsShortAndCutsNoCharacterInTwo() {
    assertThat(Excerpt.of("😀".repeat(200))).isEqualTo("😀".repeat(200));
    assertThat(Excerpt.of("😀".repeat(201))).isEqualTo("😀".repeat(200) + "…");
  }
}
