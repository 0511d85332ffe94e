package dev.millrace.outbound;

import org.jspecify.annotations.Nullable;

/** A little of a text that somebody else wrote, safe to put into a line of a log or a column. */
public final class Excerpt {
  private static final int LENGTH = 200;

  private Excerpt() {}

  /** At most 200 characters, on one line, without control characters. */
  public static String of(@Nullable String text) {
    String line = String.valueOf(text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Z}]+", " ").strip();
    return line.codePointCount(0, line.length()) <= LENGTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LENGTH)) + "…";
  }
}
