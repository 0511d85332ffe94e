package dev.millrace.benchmarks.report;

/** One value and its baseline, measured one after the other. */
public record Round(double value, double baseline) {
  public Round {
    if (baseline <= 0) {
      throw new IllegalArgumentException("A baseline is more than nothing: " + baseline);
    }
  }

  /** The value in units of the baseline. */
  public double ratio() {
    return value / baseline;
  }
}
