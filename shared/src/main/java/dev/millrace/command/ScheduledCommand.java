package dev.millrace.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

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

  private static final JsonMapper MAPPER = new JsonMapper();

  /** The document, as a message carries it. */
  public byte[] encode() {
    return MAPPER
        .createObjectNode()
        .put("execution_key", executionKey)
        .put("organization_id", organizationId)
        .put("job_type", jobType)
        .put("due_at", dueAt.toString())
        .<ObjectNode>set("payload", payload)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The command of a document; empty when it is none. */
  public static Optional<ScheduledCommand> decode(byte[] document) {
    try {
      JsonNode read = MAPPER.readTree(document);
      if (!read.path("execution_key").isTextual()
          || !read.path("organization_id").isTextual()
          || !read.path("job_type").isTextual()
          || !(read.path("payload") instanceof ObjectNode payload)) {
        return Optional.empty();
      }
      return Optional.of(
          new ScheduledCommand(
              read.path("execution_key").textValue(),
              read.path("organization_id").textValue(),
              read.path("job_type").textValue(),
              Instant.parse(read.path("due_at").asText()),
              payload));
    } catch (JsonProcessingException | DateTimeException malformed) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException("An array can always be read", impossible);
    }
  }
}
