package dev.millrace.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.function.BiConsumer;

/**
 * What the database keeps as it is: Postgres stores neither the NUL character nor half a surrogate
 * pair, and writes numbers out in full.
 */
final class Storable {
  /** Enough for every double, and less than our own parser reads. */
  private static final int MOST_DIGITS = 400;

  private static final String UNSTORABLE =
      "The NUL character and unpaired surrogates cannot be stored.";

  private Storable() {}

  /** Whether a text is. */
  static boolean isText(String text) {
    for (int place = 0; place < text.length(); place++) {
      char one = text.charAt(place);
      if (one == 0 || Character.isLowSurrogate(one)) {
        return false;
      }
      if (Character.isHighSurrogate(one)) {
        place++;
        if (place == text.length() || !Character.isLowSurrogate(text.charAt(place))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Looks at a document and all that is in it.
   *
   * @param deepest how many containers may lie in each other
   * @param refuse told the pointer of each part that is not, and why
   */
  static void check(String pointer, JsonNode node, int deepest, BiConsumer<String, String> refuse) {
    if (node.isContainerNode() && deepest == 0) {
      refuse.accept(pointer, "This is nested too deeply.");
    } else if (node.isTextual() && !isText(node.textValue())) {
      refuse.accept(pointer, UNSTORABLE);
    } else if (node.isNumber() && !isNumber(node)) {
      refuse.accept(
          pointer, "Written out in full, a number may have at most " + MOST_DIGITS + " digits.");
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field -> checkField(pointer, field.getKey(), field.getValue(), deepest - 1, refuse));
    } else if (node.isArray()) {
      node.forEach(element -> check(pointer, element, deepest - 1, refuse));
    }
  }

  private static void checkField(
      String pointer, String name, JsonNode value, int deepest, BiConsumer<String, String> refuse) {
    String field = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    if (!isText(name)) {
      refuse.accept(pointer, UNSTORABLE);
    } else {
      check(field, value, deepest, refuse);
    }
  }

  private static boolean isNumber(JsonNode number) {
    if (number.isFloat() || number.isDouble()) {
      return Double.isFinite(number.doubleValue());
    }
    BigDecimal value = number.decimalValue();
    return value.precision() + Math.abs((long) value.scale()) <= MOST_DIGITS;
  }
}
