package dev.millrace.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.Organizations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a schedule asks of whoever consumes its topic. It may be delivered more than once: a
 * consumer refuses an execution key that it has seen, and reports the run's end by it.
 *
 * @param executionKey names the fire; the same each time it is published
 * @param organizationId whose schedule it is
 * @param jobType what is to be done, such as {@code catalog-review}
 * @param dueAt the slot
 * @param payload what the schedule's owner says of it
 */
public record ScheduledCommand(
    String executionKey, String organizationId, String jobType, Instant dueAt, ObjectNode payload) {
  /** The value of the {@code schema} attribute. */
  public static final String SCHEMA = "scheduled-command.v1";

  /** The attribute that repeats the execution key. */
  public static final String EXECUTION_KEY = "execution_key";

  private static final int TYPICAL_BYTES = 256;
  private static final Pattern KEY = Pattern.compile("[ -~]{1,128}");
  private static final Pattern JOB_TYPE = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");
  private static final String DUE_AT_MEANT =
      "due_at must be a time of the years 1970 to 9999, such as 2026-11-23T09:00:00Z.";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The document, as a message carries it. */
  public byte[] encode() {
    ByteArrayOutputStream document = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = MAPPER.createGenerator(document)) {
      json.writeStartObject();
      json.writeStringField(EXECUTION_KEY, executionKey);
      json.writeStringField("organization_id", organizationId);
      json.writeStringField("job_type", jobType);
      json.writeStringField("due_at", dueAt.toString());
      json.writeFieldName("payload");
      MAPPER.writeTree(json, payload);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // there is no I/O in memory
    }
    return document.toByteArray();
  }

  /**
   * The command of a document. Whatever it accepts can be stored: keys and types are printable
   * ASCII, and the slot lies in the years 1970 to 9999.
   *
   * @throws InvalidCommand when the document is none
   */
  public static ScheduledCommand decode(byte[] document) throws InvalidCommand {
    JsonNode read = parse(document);
    if (!read.isObject()) {
      throw new InvalidCommand("The payload must be a JSON object.");
    }
    if (!(read.path("payload") instanceof ObjectNode payload)) {
      throw new InvalidCommand("payload must be a JSON object; {} if there is nothing to say.");
    }
    return new ScheduledCommand(
        text(read, EXECUTION_KEY, KEY, "1 to 128 printable ASCII characters"),
        organization(read.path("organization_id")),
        text(read, "job_type", JOB_TYPE, "1 to 64 lower-case letters, digits or '-'"),
        dueAt(read.path("due_at")),
        payload);
  }

  private static JsonNode parse(byte[] document) throws InvalidCommand {
    try {
      return MAPPER.readTree(document);
    } catch (JsonProcessingException malformed) {
      throw new InvalidCommand("The payload is not JSON.");
    } catch (IOException impossible) {
      throw new IllegalStateException("An array can always be read", impossible);
    }
  }

  private static String text(JsonNode document, String field, Pattern pattern, String meant)
      throws InvalidCommand {
    JsonNode value = document.path(field);
    if (!value.isTextual() || !pattern.matcher(value.textValue()).matches()) {
      throw new InvalidCommand(field + " must be a text of " + meant + ".");
    }
    return value.textValue();
  }

  private static String organization(JsonNode value) throws InvalidCommand {
    if (!value.isTextual() || !Organizations.isValid(value.textValue())) {
      throw new InvalidCommand("organization_id must name an organization.");
    }
    return value.textValue();
  }

  private static Instant dueAt(JsonNode value) throws InvalidCommand {
    try {
      Instant dueAt = Instant.parse(value.asText());
      if (!dueAt.isBefore(Instant.EPOCH) && dueAt.isBefore(TOO_LATE)) {
        return dueAt;
      }
    } catch (DateTimeException malformed) {
      throw new InvalidCommand(DUE_AT_MEANT);
    }
    throw new InvalidCommand(DUE_AT_MEANT);
  }
}
