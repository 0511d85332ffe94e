package dev.millrace.worker.provider;

import java.math.BigDecimal;

/**
 * What a generation used up.
 *
 * @param cost in US dollars
 */
public record Usage(long inputTokens, long outputTokens, int images, BigDecimal cost) {

  /** Nothing was used. */
  public static final Usage NONE = new Usage(0, 0, 0, BigDecimal.ZERO);

  public Usage {
    if (inputTokens < 0 || outputTokens < 0 || images < 0 || cost.signum() < 0) {
      throw new IllegalArgumentException("usage is never negative");
    }
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        images + other.images,
        cost.add(other.cost));
  }
}
