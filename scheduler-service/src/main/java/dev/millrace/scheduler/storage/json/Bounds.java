package dev.millrace.scheduler.storage.json;

import org.jspecify.annotations.Nullable;

/** The bounds that the schema sets to single values. */
final class Bounds {
  private Bounds() {}

  /** One character at least, as Postgres counts them. */
  static void text(@Nullable String text, int most, String rule) {
    if (text != null) {
      int length = text.codePointCount(0, text.length());
      Refusal.check(length >= 1 && length <= most, rule);
    }
  }

  static void number(@Nullable Long number, long least, long most, String rule) {
    Refusal.check(number == null || (number >= least && number <= most), rule);
  }
}
