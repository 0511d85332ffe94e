package dev.millrace.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Turns a description by OpenAPI 3.0 into one by 3.1, whose schemas are those of JSON Schema. The
 * compiler could write 3.1 itself, but then says of what may be absent that it must be null, and
 * leaves out the types of parameters.
 *
 * <p>See "Migrating from OpenAPI 3.0 to 3.1.0" of the OpenAPI Initiative: {@code nullable} is gone,
 * and null is a type like others.
 */
final class Modern {
  private static final String NULLABLE = "nullable";
  private static final String TYPE = "type";
  private static final String ANY = "anyOf";
  private static final String NULL = "null";

  private Modern() {}

  static void make(ObjectNode description) {
    description.put("openapi", "3.1.0");
    List.copyOf(description.findParents(NULLABLE)).stream()
        .filter(parent -> parent.get(NULLABLE).isBoolean())
        .forEach(parent -> admitNull((ObjectNode) parent));
  }

  private static void admitNull(ObjectNode schema) {
    boolean admitsNull = schema.remove(NULLABLE).booleanValue();
    if (!admitsNull) {
      return;
    }
    JsonNode type = schema.get(TYPE);
    if (schema.get(ANY) instanceof ArrayNode either) {
      either.addObject().put(TYPE, NULL);
    } else if (schema.remove("allOf") instanceof ArrayNode all) {
      schema.remove(TYPE);
      ArrayNode either = schema.putArray(ANY);
      either.addObject().set("allOf", all);
      either.addObject().put(TYPE, NULL);
    } else if (type != null) {
      schema.putArray(TYPE).add(type).add(NULL);
    }
    if (schema.get("enum") instanceof ArrayNode values) {
      values.addNull();
    }
  }
}
