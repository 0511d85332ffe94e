package dev.millrace.worker.call.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.model.ModelName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceTableTest {
  @TempDir Path folder;

  private final PriceTable builtIn = new PriceTable(new PriceConfig(""));

  @Test
  void aPriceIsOfAMillionTokensAndOfAPicture() {
    Price price = new Price(new BigDecimal("0.25"), new BigDecimal("2"), new BigDecimal("0.04"));

    assertThat(price.of(1_000_000, 0, 0)).isEqualByComparingTo("0.25");
    assertThat(price.of(1_000, 500, 0)).isEqualByComparingTo("0.00125");
    assertThat(price.of(0, 0, 3)).isEqualByComparingTo("0.12");
  }

  @Test
  void theLongestNameThatFitsIsTaken() {
    assertThat(output("openai", "gpt-4.1-mini-2025-04-14")).isEqualByComparingTo("1.60");
    assertThat(output("openai", "gpt-4.1")).isEqualByComparingTo("8.00");
    assertThat(output("gemini", "gemini-2.5-flash-lite")).isEqualByComparingTo("0.40");
  }

  @Test
  void whatNobodyKnowsIsDear() {
    assertThat(output("openai", "a-model-of-next-year")).isEqualByComparingTo("40.00");
  }

  @Test
  void aFileOfOnesOwnTakesThePlaceOfWhatItNames() throws IOException {
    Path file = folder.resolve("prices.json");
    Files.writeString(
        file,
        """
        {"default": {"output": 1}, "models": {"openai/gpt-4.1": {"input": 3, "output": 9}}}
        """);
    PriceTable own = new PriceTable(new PriceConfig(file.toString()));

    assertThat(own.of(new ModelName("openai", "gpt-4.1")).output()).isEqualByComparingTo("9");
    assertThat(own.of(new ModelName("openai", "gpt-4.1-mini")).output())
        .isEqualByComparingTo("1.60");
    assertThat(own.of(new ModelName("x", "y")).output()).isEqualByComparingTo("1");
  }

  @Test
  void aFileThatIsNoneEndsTheStart() throws IOException {
    Path broken = folder.resolve("broken.json");
    Files.writeString(broken, "{\"models\": {\"a/b\": {\"inputs\": 3}}}");

    assertThatThrownBy(() -> new PriceTable(new PriceConfig(broken.toString())))
        .hasMessageContaining("PRICES_FILE cannot be read");
    assertThatThrownBy(() -> new PriceTable(new PriceConfig("/nowhere")))
        .hasMessageContaining("PRICES_FILE cannot be read");
  }

  private BigDecimal output(String provider, String model) {
    return builtIn.of(new ModelName(provider, model)).output();
  }
}
