package dev.millrace.docs;

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

/**
 * The OpenAPI description that the compiler makes of a service's controllers, in both its forms.
 * Nothing is read before somebody asks. Thread-safe.
 */
@Singleton
final class Description {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String resource;
  private volatile byte @Nullable [] json;
  private volatile byte @Nullable [] yaml;

  Description(DescriptionConfig config) {
    this.resource = config.description();
  }

  byte[] json() {
    byte[] present = json;
    if (present == null) {
      present = modern(Resources.read(resource));
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

  private static byte[] modern(byte[] description) {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(description);
      Modern.make(tree);
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
