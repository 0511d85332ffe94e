package dev.millrace.worker.run;

import java.util.Arrays;
import java.util.Locale;

/** The steps of a run, in their order. */
enum Step {
  PLAN,
  GENERATE,
  REVIEW,
  ASSEMBLE;

  /** The name on every wire and in the database. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The step of a name in the database. */
  static Step of(String wireName) {
    return Arrays.stream(values())
        .filter(each -> each.wireName().equals(wireName))
        .findFirst()
        .orElseThrow();
  }
}
