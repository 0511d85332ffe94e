package dev.millrace.worker.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.worker.chain.Roster;
import dev.millrace.worker.chain.TextAnswer;
import dev.millrace.worker.provider.Assignment;

/** Makes a model's document fit to be kept, and true about itself. */
final class Finishing {
  private static final int LONGEST = 4_000;

  private Finishing() {}

  /**
   * The document with what a model is not to be trusted with: the request's own words, and who
   * wrote it. The embedded provider says that itself.
   */
  static ObjectNode finish(Assignment assignment, TextAnswer answer) {
    ObjectNode document = (ObjectNode) storable(answer.document());
    document.put("topic", shortened(clean(assignment.topic())));
    document.put("grade_level", shortened(clean(assignment.gradeLevel())));
    if (!answer.model().provider().equals(Roster.OFFLINE)) {
      document.put(
          "source_note",
          "Written by a language model ("
              + clean(answer.model().toString())
              + "), which can be wrong. Check what matters against your own textbook.");
    }
    return document;
  }

  /** Without what Postgres refuses, or what nobody sees: control characters, half surrogates. */
  private static JsonNode storable(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), storable(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(element -> copy.add(storable(element)));
        yield copy;
      }
      case TextNode text -> TextNode.valueOf(clean(text.textValue()));
      default -> node;
    };
  }

  private static String clean(String text) {
    if (text.codePoints().allMatch(Finishing::isKept)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().filter(Finishing::isKept).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isKept(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point == '\n' || point == '\t';
      case Character.SURROGATE -> false;
      default -> true;
    };
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }
}
