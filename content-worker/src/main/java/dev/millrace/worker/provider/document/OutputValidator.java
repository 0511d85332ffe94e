package dev.millrace.worker.provider.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.millrace.content.ContentFormat;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds documents against the JSON Schema of their format, or another. The schemas are read at
 * first use, once for the whole process. Safe for use by many threads.
 */
@Singleton
public final class OutputValidator {

  private static final int MOST_VIOLATIONS = 20;

  /**
   * What is wrong with the document.
   *
   * @return at most 20 sentences, each led by a JSON pointer or, for the whole, by the word
   *     document; empty when the document is valid
   */
  public List<String> violations(ContentFormat format, JsonNode document) {
    return sentences(Schemas.of(format).validate(document));
  }

  /** As {@link #violations(ContentFormat, JsonNode)}, by a schema that is no format's. */
  public List<String> violations(JsonNode schema, JsonNode document) {
    return sentences(Schemas.of(schema).validate(document));
  }

  /**
   * The schema in the file of that name, such as {@code run-plan.v1}: the same object each time.
   * Not to be changed.
   */
  public JsonNode schema(String name) {
    return Schemas.named(name).getSchemaNode();
  }

  private static List<String> sentences(Set<ValidationMessage> messages) {
    return messages.isEmpty()
        ? List.of()
        : messages.stream().limit(MOST_VIOLATIONS).map(OutputValidator::sentence).toList();
  }

  private static String sentence(ValidationMessage message) {
    String sentence = message.getMessage();
    return sentence.startsWith(":") ? "document" + sentence : sentence;
  }

  /** Loaded when first touched, so that a start pays nothing for it. */
  private static final class Schemas {
    private static final JsonSchemaFactory FACTORY =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
        SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ENGLISH)
            .build();
    private static final Map<String, JsonSchema> BY_NAME = new ConcurrentHashMap<>();
    private static final Map<ContentFormat, JsonSchema> BY_FORMAT = load();

    static JsonSchema of(ContentFormat format) {
      JsonSchema schema = BY_FORMAT.get(format);
      if (schema == null) {
        throw new IllegalStateException("no schema for " + format.wireName());
      }
      return schema;
    }

    static JsonSchema named(String name) {
      return BY_NAME.computeIfAbsent(name, Schemas::read);
    }

    /** Compiled already where it came from a file; compiled now where a caller made it. */
    static JsonSchema of(JsonNode node) {
      return BY_NAME.values().stream()
          .filter(schema -> schema.getSchemaNode().equals(node))
          .findFirst()
          .orElseGet(() -> compile(node));
    }

    private static Map<ContentFormat, JsonSchema> load() {
      Map<ContentFormat, JsonSchema> schemas = new EnumMap<>(ContentFormat.class);
      for (ContentFormat format : ContentFormat.values()) {
        schemas.put(format, named(format.wireName() + ".v1"));
      }
      return schemas;
    }

    private static JsonSchema compile(JsonNode node) {
      JsonSchema schema = FACTORY.getSchema(node, CONFIG);
      schema.initializeValidators();
      return schema;
    }

    private static JsonSchema read(String name) {
      String path = "/schemas/" + name + ".json";
      try (InputStream stream = OutputValidator.class.getResourceAsStream(path)) {
        if (stream == null) {
          throw new IllegalStateException(path + " is missing from the class path");
        }
        return compile(new ObjectMapper().readTree(stream));
      } catch (IOException failure) {
        throw new UncheckedIOException(path + " cannot be read", failure);
      }
    }
  }
}
