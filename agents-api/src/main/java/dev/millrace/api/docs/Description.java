package dev.millrace.api.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI description that the compiler makes of the controllers, in both its forms. */
@Singleton
final class Description {
  private static final String RESOURCE = "/META-INF/swagger/agents-api.json";

  private static final JsonMapper MAPPER = new JsonMapper();

  private volatile byte @Nullable [] json;
  private volatile byte @Nullable [] yaml;

  byte[] json() {
    byte[] present = json;
    if (present == null) {
      present = cleaned(Resources.read(RESOURCE));
      json = present;
    }
    return present;
  }

  byte[] yaml() {
    byte[] present = yaml;
    if (present == null) {
      present = asYaml(json());
      yaml = present;
    }
    return present;
  }

  /** The compiler's writer of JSON lets a field of its own model slip through. */
  private static byte[] cleaned(byte[] description) {
    try {
      JsonNode tree = MAPPER.readTree(description);
      tree.findParents("exampleSetFlag")
          .forEach(parent -> ((ObjectNode) parent).remove("exampleSetFlag"));
      return MAPPER.writeValueAsBytes(tree);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static byte[] asYaml(byte[] json) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    try {
      Map<?, ?> description = MAPPER.readValue(json, Map.class);
      return new Yaml(options).dump(description).getBytes(StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
