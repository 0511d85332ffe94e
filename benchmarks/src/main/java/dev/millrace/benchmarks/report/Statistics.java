package dev.millrace.benchmarks.report;

import java.util.Collection;

/** The few statistics that the report needs. */
public final class Statistics {
  private Statistics() {}

  /** The middle of these, or the mean of the two in the middle. */
  public static double median(Collection<Double> figures) {
    double[] sorted = sorted(figures);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest figure that at least this share of all does not exceed (nearest rank).
   *
   * @param share above 0, at most 1
   */
  public static double percentile(Collection<Double> figures, double share) {
    double[] sorted = sorted(figures);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  private static double[] sorted(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("Nothing was measured");
    }
    return figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
