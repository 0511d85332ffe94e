package dev.millrace.content;

import dev.millrace.problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A document is no content request. Carries everything that is wrong with it, not just the first.
 */
public final class InvalidContentRequest extends Exception {
  private final transient List<Violation> violations;

  public InvalidContentRequest(List<Violation> violations) {
    super(sentence(violations), null, false, false);
    this.violations = List.copyOf(violations);
  }

  static InvalidContentRequest of(String pointer, String message) {
    return new InvalidContentRequest(List.of(new Violation(pointer, message)));
  }

  /** What is wrong, in the order of the document's fields. */
  public List<Violation> violations() {
    return violations;
  }

  private static String sentence(List<Violation> violations) {
    return violations.stream()
        .map(
            each ->
                each.pointer().isEmpty() ? each.message() : each.pointer() + ": " + each.message())
        .collect(Collectors.joining(" "));
  }
}
