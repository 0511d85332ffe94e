package dev.millrace.worker.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.provider.document.OutputValidator;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads a model's answer as the document that it should be. Safe for use by many threads. */
@Singleton
final class Reading {
  private static final int LONGEST_ERRORS = 2_000;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final OutputValidator validator;

  Reading(OutputValidator validator) {
    this.validator = validator;
  }

  /** What an answer turned out to be. */
  sealed interface Read {}

  /** It meets the schema. */
  record Valid(JsonNode document) implements Read {}

  /** It does not; the errors are for the model's eyes. */
  record Invalid(String errors) implements Read {}

  Read read(OutputSchema schema, String answer) {
    try {
      JsonNode document = MAPPER.readTree(bare(answer));
      List<String> violations = validator.violations(schema.schema(), document);
      return violations.isEmpty() ? new Valid(document) : new Invalid(joined(violations));
    } catch (JsonProcessingException malformed) {
      return new Invalid("it is not one JSON object: " + malformed.getOriginalMessage());
    }
  }

  /** What the model is told that must repair its answer. */
  static String reply(String errors) {
    return "Your answer does not meet the schema:\n"
        + errors
        + "\nAnswer again, with the whole corrected JSON object and nothing else.";
  }

  private static String joined(List<String> violations) {
    String joined = "- " + String.join("\n- ", violations);
    return joined.length() <= LONGEST_ERRORS ? joined : joined.substring(0, LONGEST_ERRORS) + "…";
  }

  /** Smaller models put a fence of Markdown around JSON, whatever they are told. */
  private static String bare(String answer) {
    String text = answer.strip();
    if (!text.startsWith("```") || !text.endsWith("```")) {
      return text;
    }
    int line = text.indexOf('\n');
    return line < 0 ? text : text.substring(line + 1, text.length() - 3);
  }
}
