package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A valid content request document to start from: every required field is there, and no other.
 *
 * <pre>{@code
 * byte[] body = ContentRequestJson.valid().with("topic", "Tides").without("grade_level").bytes();
 * }</pre>
 */
public final class ContentRequestJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ObjectNode document;

  private ContentRequestJson(ObjectNode document) {
    this.document = document;
  }

  /** A document with a student, a topic and a grade level. */
  public static ContentRequestJson valid() {
    return new ContentRequestJson(
        MAPPER
            .createObjectNode()
            .put("student_id", "test-student")
            .put("topic", "Python Basics")
            .put("grade_level", "9th Grade"));
  }

  /** A copy with the field set to a string, number, boolean, list, map, JSON node or null. */
  public ContentRequestJson with(String field, @Nullable Object value) {
    ObjectNode copy = document.deepCopy();
    copy.set(field, value instanceof JsonNode node ? node : MAPPER.valueToTree(value));
    return new ContentRequestJson(copy);
  }

  /** A copy without the field. */
  public ContentRequestJson without(String field) {
    ObjectNode copy = document.deepCopy();
    copy.remove(field);
    return new ContentRequestJson(copy);
  }

  /** The document as a JSON node. */
  public ObjectNode node() {
    return document.deepCopy();
  }

  /** The document in UTF-8. */
  public byte[] bytes() {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What the product makes of it. */
  public NewContentRequest decoded() {
    try {
      return ContentRequestCodec.decode(bytes());
    } catch (InvalidContentRequest invalid) {
      throw new IllegalArgumentException(invalid);
    }
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
