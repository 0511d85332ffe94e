package dev.millrace.catalog;

import dev.millrace.problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** A document is no exercise. Carries everything that is wrong with it, not just the first. */
public final class InvalidExercise extends Exception {
  private final transient List<Violation> violations;

  public InvalidExercise(List<Violation> violations) {
    super(sentence(violations), null, false, false);
    this.violations = List.copyOf(violations);
  }

  /** What is wrong, in the order of the document's fields. */
  public List<Violation> violations() {
    return violations;
  }

  /** The same as one text. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  private static String sentence(List<Violation> violations) {
    return violations.stream()
        .map(
            each ->
                each.pointer().isEmpty() ? each.message() : each.pointer() + ": " + each.message())
        .collect(Collectors.joining(" "));
  }
}
