package dev.millrace.worker.call.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars.
 *
 * @param input of a million tokens that it is given
 * @param output of a million tokens that it answers
 * @param image of one picture
 */
@Introspected
public record Price(
    @JsonProperty("input") BigDecimal input,
    @JsonProperty("output") BigDecimal output,
    @JsonProperty("image") BigDecimal image) {
  private static final int MILLION_DIGITS = 6;

  public Price(
      @Nullable BigDecimal input, @Nullable BigDecimal output, @Nullable BigDecimal image) {
    this.input = orZero(input);
    this.output = orZero(output);
    this.image = orZero(image);
    if (this.input.signum() < 0 || this.output.signum() < 0 || this.image.signum() < 0) {
      throw new IllegalArgumentException("prices are never negative");
    }
  }

  /** What a call costs. */
  public BigDecimal of(long inputTokens, long outputTokens, int images) {
    return input
        .multiply(BigDecimal.valueOf(inputTokens))
        .add(output.multiply(BigDecimal.valueOf(outputTokens)))
        .movePointLeft(MILLION_DIGITS)
        .add(image.multiply(BigDecimal.valueOf(images)))
        .stripTrailingZeros();
  }

  private static BigDecimal orZero(@Nullable BigDecimal value) {
    return value == null ? BigDecimal.ZERO : value;
  }
}
