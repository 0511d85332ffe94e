package dev.millrace.benchmarks;

import dev.millrace.benchmarks.report.Figure;

/** What a long run is doing, for whoever waits for it: on the error stream, apart from results. */
final class Progress {
  private static final long BEGIN = System.nanoTime();

  private Progress() {}

  static void say(String id, String what) {
    System.err.printf("[%4d s] %s: %s%n", (System.nanoTime() - BEGIN) / 1_000_000_000, id, what);
  }

  static void say(String id, String what, double figure, String unit) {
    say(id, what + " " + Figure.readable(figure) + " " + unit);
  }
}
