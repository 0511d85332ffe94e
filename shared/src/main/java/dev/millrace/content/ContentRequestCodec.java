package dev.millrace.content;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/**
 * Version 1 of the JSON that asks for content, the same over REST and in a message. Fields that it
 * does not know are kept in {@code metadata}, so a newer producer loses nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class ContentRequestCodec {
  /** The value of the {@code schema} attribute of our own messages. */
  public static final String SCHEMA = "content-request.v1";

  static final int MOST_METADATA_BYTES = 16 * 1024;
  private static final int DEEPEST_NESTING = 32;
  private static final int DEEPEST_METADATA = DEEPEST_NESTING - 2;

  // Jackson's own pool keeps its buffers per thread, which a virtual thread never uses twice.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers as the producer wrote them, and as long as the database will write them.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(new JavaTimeModule())
          .build();

  private ContentRequestCodec() {}

  /** Reads and validates a document. */
  public static NewContentRequest decode(byte[] json) throws InvalidContentRequest {
    return decode(parse(json));
  }

  /** Validates a document that is parsed already. */
  public static NewContentRequest decode(JsonNode document) throws InvalidContentRequest {
    if (!(document instanceof ObjectNode object)) {
      throw InvalidContentRequest.of("", "The document must be a JSON object.");
    }
    FieldReader fields = new FieldReader(object);
    NewContentRequest request =
        new NewContentRequest(
            fields.optionalUuid("id"),
            fields.optionalText("correlation_id", 128),
            fields.optionalOrganization("organization_id"),
            fields.requiredText("student_id", 128),
            fields.requiredText("topic", 500),
            fields.requiredText("grade_level", 64),
            fields.format("format"),
            fields.texts("interests", 20, 100),
            fields.optionalInstant("not_before"),
            fields.optionalUrl("callback_url"),
            metadata(fields));
    fields.throwIfInvalid();
    return request;
  }

  /** Parses JSON strictly: one value, no duplicate fields, bounded depth. */
  public static JsonNode parse(byte[] json) throws InvalidContentRequest {
    try {
      JsonNode document = MAPPER.readTree(json);
      if (document.isMissingNode()) {
        throw InvalidContentRequest.of("", "The document is empty; send a JSON object.");
      }
      return document;
    } catch (JsonProcessingException malformed) {
      throw InvalidContentRequest.of("", "Not valid JSON: " + firstLine(malformed) + ".");
    } catch (IOException malformed) {
      throw InvalidContentRequest.of("", "Not valid JSON in UTF-8.");
    }
  }

  /** The document of a request, as our own messages carry it. */
  public static byte[] encode(NewContentRequest request) {
    try {
      return MAPPER.writeValueAsBytes(request);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A validated request can always be written", impossible);
    }
  }

  /** JSON as it is stored and sent, in UTF-8. */
  public static byte[] encode(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A JSON tree can always be written", impossible);
    }
  }

  /** JSON as it is stored and sent. */
  public static String text(ObjectNode object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A JSON tree can always be written", impossible);
    }
  }

  /** An empty JSON object. */
  public static ObjectNode emptyObject() {
    return MAPPER.createObjectNode();
  }

  /** A JSON object of these texts, as Postgres can store it: without the NUL character. */
  public static String toJson(Map<String, String> texts) {
    ObjectNode object = emptyObject();
    texts.forEach((name, value) -> object.put(storable(name), storable(value)));
    return text(object);
  }

  /** A text as Postgres can store it: the NUL character becomes the replacement character. */
  public static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /** A JSON object that the database kept; most are empty, which takes no parser. */
  public static ObjectNode parseObject(String json) {
    if (json.equals("{}")) {
      return emptyObject();
    }
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("The database holds an object there", impossible);
    }
  }

  /** The document's metadata, with every field that nobody has taken; bounded. */
  public static ObjectNode metadata(FieldReader fields) {
    ObjectNode metadata = fields.object("metadata");
    Iterator<Map.Entry<String, JsonNode>> unknown = fields.remaining();
    while (unknown.hasNext()) {
      Map.Entry<String, JsonNode> field = unknown.next();
      if (metadata.has(field.getKey())) {
        fields.refuse("/metadata", "A field of this document is named in its metadata again.");
      }
      metadata.set(field.getKey(), field.getValue());
    }
    fields.checkStorable("/metadata", metadata, DEEPEST_METADATA);
    int bytes = fields.isValid() ? encode(metadata).length : 0;
    if (bytes > MOST_METADATA_BYTES) {
      fields.refuse(
          "/metadata",
          "Metadata and unknown fields together may take "
              + MOST_METADATA_BYTES
              + " bytes; these take "
              + bytes
              + ".");
    }
    return metadata;
  }

  private static String firstLine(JsonProcessingException malformed) {
    String location =
        malformed.getLocation() == null
            ? ""
            : " (line "
                + malformed.getLocation().getLineNr()
                + ", column "
                + malformed.getLocation().getColumnNr()
                + ")";
    return malformed
            .getOriginalMessage()
            .lines()
            .findFirst()
            .orElse("unreadable")
            // Where the object begins, by a source that is never shown.
            .replaceFirst(" \\(start marker at .*\\)$", "")
        + location;
  }
}
