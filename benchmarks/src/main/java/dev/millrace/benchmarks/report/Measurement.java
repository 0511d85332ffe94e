package dev.millrace.benchmarks.report;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run found.
 *
 * @param value the median of the rounds
 * @param baseline the median of the rounds' baselines; null where the bound is on the value
 * @param ratio the median of the rounds' ratios, not the ratio of the medians
 * @param must null where nothing is promised
 */
public record Measurement(
    String id,
    String unit,
    double value,
    @Nullable Double baseline,
    @Nullable Double ratio,
    @Nullable Bound must) {

  /** Of values with baselines; the bound is on the ratio. */
  public static Measurement of(String id, String unit, List<Round> rounds, Bound must) {
    return new Measurement(
        id,
        unit,
        Statistics.median(rounds.stream().map(Round::value).toList()),
        Statistics.median(rounds.stream().map(Round::baseline).toList()),
        Statistics.median(rounds.stream().map(Round::ratio).toList()),
        must);
  }

  /** Of values alone; the bound is on the value. */
  public static Measurement of(
      String id, String unit, Collection<Double> values, @Nullable Bound must) {
    return new Measurement(id, unit, Statistics.median(values), null, null, must);
  }

  /** Whether it is as it must be. */
  public boolean holds() {
    return must == null || must.holds(judged());
  }

  /** What the bound is on. */
  double judged() {
    return ratio == null ? value : ratio;
  }
}
