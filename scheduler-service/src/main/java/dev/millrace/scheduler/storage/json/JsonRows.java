package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/** How rows are written as JSON. A field that is unknown is an error, and not forgotten. */
final class JsonRows {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .addModule(new JavaTimeModule())
          .build();

  private JsonRows() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode write(Object row) {
    return MAPPER.valueToTree(row);
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException when it is none of that type
   */
  static <R> R read(JsonNode row, Class<R> type) {
    try {
      return MAPPER.treeToValue(row, type);
    } catch (JsonProcessingException unknown) {
      throw new IllegalArgumentException(unknown.getOriginalMessage(), unknown);
    }
  }

  static byte[] bytes(JsonNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A JSON tree can always be written", impossible);
    }
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException when it is no JSON
   */
  static JsonNode document(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException malformed) {
      throw new IllegalArgumentException("no JSON", malformed);
    }
  }
}
