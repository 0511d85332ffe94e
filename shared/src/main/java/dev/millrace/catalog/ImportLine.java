package dev.millrace.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One exercise of a file: its content, or why it has none.
 *
 * @param number of the line on which it begins, from 1
 */
record ImportLine(long number, @Nullable ExerciseContent content, @Nullable String reason) {
  static ImportLine good(long number, ExerciseContent content) {
    return new ImportLine(number, content, null);
  }

  static ImportLine bad(long number, String reason) {
    return new ImportLine(number, null, reason);
  }
}
