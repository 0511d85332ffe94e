package dev.millrace.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them: three significant digits, no exponent. */
public final class Figure {
  private Figure() {}

  /** As short as it can be said. */
  static String plain(double figure) {
    return figure == Math.rint(figure) && Math.abs(figure) < 1e15
        ? Long.toString((long) figure)
        : Double.toString(figure);
  }

  /** Rounded for reading. */
  public static String readable(double figure) {
    double size = Math.abs(figure);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", figure);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", figure);
  }
}
