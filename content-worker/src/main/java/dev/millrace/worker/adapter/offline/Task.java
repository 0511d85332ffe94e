package dev.millrace.worker.adapter.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the embedded models understand of a run's values.
 *
 * @param wish what is wanted, on one line; never empty
 * @param shop whose; never empty
 * @param kind such as {@code product_image}; empty when it was not said
 * @param hasResult whether there is a result to judge
 */
record Task(String wish, String shop, String kind, boolean hasResult) {
  private static final int LONGEST = 160;

  static Task of(ObjectNode input) {
    JsonNode result = input.path("result");
    return new Task(
        line(input.path("prompt").asText(), "something that was not said"),
        line(input.path("shop").asText(), "your shop"),
        input.path("kind").asText(),
        result.isContainerNode() ? !result.isEmpty() : !result.asText().isBlank());
  }

  boolean isPicture() {
    return kind.equals("product_image");
  }

  private static String line(String text, String otherwise) {
    String line = Lines.visible(text);
    return line.isEmpty() ? otherwise : Lines.shortened(line, LONGEST);
  }
}
