package dev.millrace.worker.adapter.langchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The part of JSON Schema that the APIs take for structured output. What they do not take, such as
 * the length of a text, is left to our own validation of the answer.
 */
final class WireSchema {
  private static final Set<String> TAKEN =
      Set.of(
          "type",
          "description",
          "enum",
          "required",
          "additionalProperties",
          "minItems",
          "maxItems",
          "minimum",
          "maximum");

  private WireSchema() {}

  static JsonNode of(JsonNode schema) {
    ObjectNode taken = JsonNodeFactory.instance.objectNode();
    schema.properties().forEach(keyword -> take(taken, keyword.getKey(), keyword.getValue()));
    return taken;
  }

  private static void take(ObjectNode taken, String keyword, JsonNode value) {
    switch (keyword) {
      case "const" -> {
        taken.put("type", "string");
        taken.putArray("enum").add(value);
      }
      case "items" -> taken.set("items", of(value));
      case "anyOf" -> {
        ArrayNode choices = taken.putArray("anyOf");
        value.forEach(choice -> choices.add(of(choice)));
      }
      case "properties" -> {
        ObjectNode properties = taken.putObject("properties");
        value
            .properties()
            .forEach(property -> properties.set(property.getKey(), of(property.getValue())));
      }
      default -> {
        if (TAKEN.contains(keyword)) {
          taken.set(keyword, value);
        }
      }
    }
  }
}
