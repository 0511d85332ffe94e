package dev.millrace.worker.provider.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

  private final Markdown page = new Markdown();

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "<b>bold</b> → &lt;b&gt;bold&lt;/b&gt;",
        "*a* _b_ `c` → \\*a\\* \\_b\\_ \\`c\\`",
        "[a](b) ![c](d) → \\[a\\](b) !\\[c\\](d)",
        "A & B &amp; C → A &amp; B &amp;amp; C",
        "# heading → \\# heading",
        "- item → \\- item",
        "1. item → 1\\. item",
        "23) item → 23\\) item",
        "see https://x.example → see https\\://x.example",
        "www.x.example → www\\.x.example",
        "3.5 and a - b → 3.5 and a - b",
        "#5 → \\#5",
        "|a|~b~$c$ → \\|a\\|\\~b\\~\\$c\\$",
      })
  void markupInTextIsText(String text, String markdown) {
    page.paragraph(text);

    assertThat(page).hasToString(markdown + "\n");
  }

  @Test
  void lineBreaksAndControlCharactersAreSpaces() {
    page.paragraph(" a\r\n\r\n# b\t\u0000c\u2028d ");

    assertThat(page).hasToString("a # b c d\n");
  }

  @Test
  void closingHashesOfAHeadingAreKept() {
    page.heading(1, "C #");

    assertThat(page).hasToString("# C \\#\n");
  }

  @Test
  void codeCannotCloseItsFence() {
    page.code("a\n```\n# b\n");

    assertThat(page).hasToString("````\na\n```\n# b\n````\n");
  }
}
