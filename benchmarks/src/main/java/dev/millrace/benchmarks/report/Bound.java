package dev.millrace.benchmarks.report;

/** What a figure must keep to. */
public sealed interface Bound {
  /** The limit itself. */
  double limit();

  /** Whether a figure keeps to it. */
  boolean holds(double figure);

  /** No less than the limit. */
  record AtLeast(double limit) implements Bound {
    @Override
    public boolean holds(double figure) {
      return figure >= limit;
    }

    @Override
    public String toString() {
      return "≥ " + Figure.plain(limit);
    }
  }

  /** No more than the limit. */
  record AtMost(double limit) implements Bound {
    @Override
    public boolean holds(double figure) {
      return figure <= limit;
    }

    @Override
    public String toString() {
      return "≤ " + Figure.plain(limit);
    }
  }
}
