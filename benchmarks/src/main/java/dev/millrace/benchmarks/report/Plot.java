package dev.millrace.benchmarks.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A bar for each measurement that must keep to a bound: how large it is in units of that bound,
 * with a line where the bound is.
 */
record Plot(List<Measurement> measurements) {
  private static final int WIDTH = 900;
  private static final int ROW = 34;
  private static final int TOP = 70;
  private static final int LABELS = 250;
  private static final int BARS = 400;
  private static final double LONGEST = 2.5;

  String svg() {
    List<Measurement> bound = measurements.stream().filter(each -> each.must() != null).toList();
    int height = TOP + ROW * bound.size() + 20;
    StringBuilder svg = new StringBuilder(head(height));
    for (int row = 0; row < bound.size(); row++) {
      svg.append(bar(bound.get(row), bound.get(row).must(), TOP + row * ROW));
    }
    return svg.append(line(height)).append("</svg>\n").toString();
  }

  private static String head(int height) {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="system-ui, sans-serif" font-size="13" fill="#1f2933">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="20" y="28" font-size="17" font-weight="600">Millrace: measured, in units of what must be</text>
        <text x="20" y="48" fill="#52606d">A bar of “≥” must reach the line, one of “≤” must not pass it.</text>
        """
        .formatted(WIDTH, height, WIDTH, height);
  }

  private static String bar(Measurement measurement, @Nullable Bound must, int top) {
    if (must == null) {
      return "";
    }
    double length = Math.min(LONGEST, measurement.judged() / must.limit());
    String colour = measurement.holds() ? "#2f855a" : "#c53030";
    String told =
        "%s (must be %s)"
            .formatted(
                measurement.ratio() == null
                    ? Figure.readable(measurement.value()) + " " + measurement.unit()
                    : Figure.readable(measurement.ratio()),
                must);
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>
        <rect x="%d" y="%d" width="%.1f" height="20" rx="2" fill="%s"/>
        <text x="%.1f" y="%d">%s</text>
        """,
        LABELS - 10,
        top + 15,
        escaped(measurement.id()),
        LABELS,
        top,
        Math.max(1, length / LONGEST * BARS),
        colour,
        LABELS + Math.max(length, 1) / LONGEST * BARS + 8,
        top + 15,
        escaped(told));
  }

  private static String line(int height) {
    double x = LABELS + BARS / LONGEST;
    return String.format(
        Locale.ROOT,
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#1f2933\" stroke-dasharray=\"4 3\"/>%n",
        x,
        x,
        TOP - 10,
        height - 14);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
