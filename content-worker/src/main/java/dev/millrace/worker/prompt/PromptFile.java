package dev.millrace.worker.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.millrace.worker.model.OutputSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of {@code resources/prompts}: a head of {@code name: value} lines, then the instructions
 * and what the user says, as Mustache templates, each after a line {@code ---}.
 *
 * @param version as it is stored with results, such as {@code run-plan/1}
 */
record PromptFile(
    String version, @Nullable OutputSchema schema, int mostTokens, Template system, Template user) {
  private static final Pattern RULE = Pattern.compile("(?m)^---\\R");
  private static final Mustache.Compiler MUSTACHE =
      Mustache.compiler()
          .escapeHTML(false)
          .emptyStringIsFalse(true)
          .withLoader(PromptFile::noPartials);

  static PromptFile read(String name, Function<String, OutputSchema> schemas) {
    String path = "/prompts/" + name + ".mustache";
    try (InputStream stream = PromptFile.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException(path + " is missing from the class path");
      }
      return parse(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8), schemas);
    } catch (IOException failure) {
      throw new UncheckedIOException(path + " cannot be read", failure);
    }
  }

  private static PromptFile parse(
      String name, String text, Function<String, OutputSchema> schemas) {
    String[] parts = RULE.split(text, -1);
    if (parts.length != 3) {
      throw new IllegalStateException(
          "prompt " + name + " has a head, instructions, and what the user says");
    }
    Map<String, String> head = new TreeMap<>();
    parts[0]
        .lines()
        .map(line -> line.split(":", 2))
        .forEach(pair -> head.put(pair[0].strip(), pair[1].strip()));
    String schema = head.get("schema");
    return new PromptFile(
        name + "/" + required(name, head, "version"),
        schema == null ? null : schemas.apply(schema),
        Integer.parseInt(required(name, head, "most_tokens")),
        MUSTACHE.compile(parts[1].strip()),
        MUSTACHE.compile(parts[2].strip()));
  }

  private static String required(String name, Map<String, String> head, String key) {
    String value = head.get(key);
    if (value == null) {
      throw new IllegalStateException("prompt " + name + " says no " + key);
    }
    return value;
  }

  private static Reader noPartials(String name) {
    throw new IllegalStateException("prompts have no partials: " + name);
  }
}
