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

/**
 * Holds documents against the JSON Schema of their format. The schemas are read at first use, once
 * for the whole process. Safe for use by many threads.
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
    Set<ValidationMessage> messages = Schemas.of(format).validate(document);
    if (messages.isEmpty()) {
      return List.of();
    }
    return messages.stream().limit(MOST_VIOLATIONS).map(OutputValidator::sentence).toList();
  }

  /** The schema of the format, for providers that can be told it. Not to be changed. */
  public JsonNode schema(ContentFormat format) {
    return Schemas.of(format).getSchemaNode();
  }

  private static String sentence(ValidationMessage message) {
    String sentence = message.getMessage();
    return sentence.startsWith(":") ? "document" + sentence : sentence;
  }

  /** Loaded when first touched, so that a start pays nothing for it. */
  private static final class Schemas {
    private static final Map<ContentFormat, JsonSchema> BY_FORMAT = load();

    static JsonSchema of(ContentFormat format) {
      JsonSchema schema = BY_FORMAT.get(format);
      if (schema == null) {
        throw new IllegalStateException("no schema for " + format.wireName());
      }
      return schema;
    }

    private static Map<ContentFormat, JsonSchema> load() {
      JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder()
              .pathType(PathType.JSON_POINTER)
              .locale(Locale.ENGLISH)
              .build();
      ObjectMapper mapper = new ObjectMapper();
      Map<ContentFormat, JsonSchema> schemas = new EnumMap<>(ContentFormat.class);
      for (ContentFormat format : ContentFormat.values()) {
        JsonSchema schema = factory.getSchema(read(mapper, format), config);
        schema.initializeValidators();
        schemas.put(format, schema);
      }
      return schemas;
    }

    private static JsonNode read(ObjectMapper mapper, ContentFormat format) {
      String path = "/schemas/" + format.wireName() + ".v1.json";
      try (InputStream stream = OutputValidator.class.getResourceAsStream(path)) {
        if (stream == null) {
          throw new IllegalStateException(path + " is missing from the class path");
        }
        return mapper.readTree(stream);
      } catch (IOException failure) {
        throw new UncheckedIOException(path + " cannot be read", failure);
      }
    }
  }
}
