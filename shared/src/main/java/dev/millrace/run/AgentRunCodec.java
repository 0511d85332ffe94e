package dev.millrace.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Violation;
import java.util.List;
import java.util.Objects;

/**
 * Version 1 of the JSON that asks for an agent run, the same over REST and in a message. Fields
 * that it does not know are kept in {@code metadata}, so a newer producer loses nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class AgentRunCodec {
  /** The value of the {@code schema} attribute of our own messages. */
  public static final String SCHEMA = "agent-run.v1";

  private static final int LONGEST_PROMPT = 8_000;
  private static final int MOST_PARAMETERS_BYTES = 16 * 1024;
  private static final int DEEPEST_PARAMETERS = 16;

  private AgentRunCodec() {}

  /** Reads and validates a document. */
  public static NewAgentRun decode(byte[] json) throws InvalidAgentRun {
    try {
      return decode(ContentRequestCodec.parse(json));
    } catch (InvalidContentRequest malformed) {
      throw new InvalidAgentRun(malformed.violations());
    }
  }

  /** Validates a document that is parsed already. */
  public static NewAgentRun decode(JsonNode document) throws InvalidAgentRun {
    if (!(document instanceof ObjectNode object)) {
      throw new InvalidAgentRun(List.of(new Violation("", "The document must be a JSON object.")));
    }
    FieldReader fields = new FieldReader(object);
    NewAgentRun run =
        new NewAgentRun(
            fields.optionalUuid("id"),
            fields.optionalText("correlation_id", 128),
            fields.optionalOrganization("organization_id"),
            Objects.requireNonNullElse(
                fields.optionalOneOf("kind", RunKind::of, RunKind.wireNames()),
                RunKind.PRODUCT_IMAGE),
            fields.requiredProse("prompt", LONGEST_PROMPT),
            fields.optionalText("shop", 128),
            parameters(fields),
            fields.optionalUrl("callback_url"),
            ContentRequestCodec.metadata(fields));
    if (!fields.violations().isEmpty()) {
      throw new InvalidAgentRun(fields.violations());
    }
    return run;
  }

  /** The document of a run, as our own messages carry it. */
  public static byte[] encode(NewAgentRun run) {
    ObjectNode document = ContentRequestCodec.emptyObject();
    document.put("id", Objects.toString(run.id(), null));
    document.put("correlation_id", run.correlationId());
    document.put("organization_id", run.organizationId());
    document.put("kind", run.kind().wireName());
    document.put("prompt", run.prompt());
    document.put("shop", run.shop());
    document.set("parameters", run.parameters());
    document.put("callback_url", run.callbackUrl());
    document.set("metadata", run.metadata());
    return ContentRequestCodec.encode(document);
  }

  private static ObjectNode parameters(FieldReader fields) {
    ObjectNode parameters = fields.object("parameters");
    fields.checkStorable("/parameters", parameters, DEEPEST_PARAMETERS);
    if (fields.violations().isEmpty()
        && ContentRequestCodec.encode(parameters).length > MOST_PARAMETERS_BYTES) {
      fields.refuse("/parameters", "Parameters may take " + MOST_PARAMETERS_BYTES + " bytes.");
    }
    return parameters;
  }
}
