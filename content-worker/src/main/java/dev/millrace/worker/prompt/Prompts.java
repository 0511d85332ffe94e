package dev.millrace.worker.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.worker.model.ImageOrder;
import dev.millrace.worker.model.OutputSchema;
import dev.millrace.worker.model.Prompt;
import dev.millrace.worker.model.Turn;
import dev.millrace.worker.provider.document.OutputValidator;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Renders prompts. Each file is read at its first use, once for the process. Safe for use by many
 * threads.
 *
 * <p>Whatever a value says, it stays data: all values together are one line of JSON, {@code
 * {{data}}}, in which no {@code <} stands, so that it can end no fence around it. Their texts alone
 * are there by name too, on one line and shortened, for prompts that must read like prose.
 */
@Singleton
public final class Prompts {
  private static final int LONGEST_IN_PROSE = 1_000;
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Z}]+");

  private final OutputValidator validator;
  private final Map<String, PromptFile> files = new ConcurrentHashMap<>();

  Prompts(OutputValidator validator) {
    this.validator = validator;
  }

  /**
   * The prompt of that name about these values.
   *
   * @param name of a file in {@code resources/prompts}
   */
  public Prompt text(String name, ObjectNode input) {
    PromptFile file = file(name);
    Map<String, Object> values = values(input);
    return new Prompt(
        name,
        file.version(),
        input,
        file.system().execute(values),
        List.of(new Turn(Turn.Speaker.USER, file.user().execute(values))),
        file.schema(),
        file.mostTokens());
  }

  /** An order of a picture, of what the prompt of that name makes of these values. */
  public ImageOrder image(String name, ObjectNode input, int width, int height) {
    PromptFile file = file(name);
    return new ImageOrder(file.user().execute(values(input)), file.version(), width, height);
  }

  /** The version of a prompt, as it is stored with results. */
  public String version(String name) {
    return file(name).version();
  }

  private PromptFile file(String name) {
    return files.computeIfAbsent(name, each -> PromptFile.read(each, this::schema));
  }

  private OutputSchema schema(String name) {
    return new OutputSchema(name.replaceAll("[^A-Za-z0-9]+", "_"), validator.schema(name));
  }

  private static Map<String, Object> values(ObjectNode input) {
    Map<String, Object> values = new HashMap<>();
    input.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
    values.put("data", ContentRequestCodec.text(input).replace("<", "\\u003c"));
    return values;
  }

  private static Object value(JsonNode value) {
    return value.isTextual() ? prose(value.textValue()) : !value.isNull() && !value.isEmpty();
  }

  private static String prose(String text) {
    String line = BREAKS.matcher(text).replaceAll(" ").strip();
    return line.codePointCount(0, line.length()) <= LONGEST_IN_PROSE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_IN_PROSE)) + "…";
  }
}
