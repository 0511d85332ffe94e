package dev.millrace.worker.call.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.worker.model.ModelName;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Introspected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prices of models, read at the start. A name is {@code provider/model}; one that ends with a
 * star stands for all that begin so, and the longest that fits is taken. What no name fits costs
 * the default, and the log says so once. Safe for use by many threads.
 */
@Context
public final class PriceTable {
  private static final Logger logger = LoggerFactory.getLogger(PriceTable.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Price otherwise;
  private final Map<String, Price> prices = new HashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  PriceTable(PriceConfig config) {
    Document builtIn = builtIn();
    Document own = config.file().isEmpty() ? new Document(null, Map.of()) : read(config.file());
    prices.putAll(builtIn.models);
    prices.putAll(own.models);
    otherwise = Objects.requireNonNull(own.otherwise == null ? builtIn.otherwise : own.otherwise);
  }

  /** What a model costs. */
  public Price of(ModelName model) {
    String name = model.toString();
    Price exact = prices.get(name);
    if (exact != null) {
      return exact;
    }
    for (int length = name.length(); length > 0; length--) {
      Price fitting = prices.get(name.substring(0, length) + '*');
      if (fitting != null) {
        return fitting;
      }
    }
    if (unknown.add(name)) {
      logger
          .atWarn()
          .addKeyValue("event", "provider.price_unknown")
          .addKeyValue("provider", model.provider())
          .addKeyValue("model", model.model())
          .log("No price is known for this model; its calls count at the default price");
    }
    return otherwise;
  }

  private static Document builtIn() {
    try (InputStream resource = PriceTable.class.getResourceAsStream("/prices.json")) {
      return MAPPER.readValue(Objects.requireNonNull(resource), Document.class);
    } catch (IOException broken) {
      throw new IllegalStateException("The built-in prices cannot be read", broken);
    }
  }

  private static Document read(String file) {
    try {
      return MAPPER.readValue(Files.readAllBytes(Path.of(file)), Document.class);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "PRICES_FILE cannot be read: "
              + file
              + ". It is JSON such as {\"models\": {\"openai/gpt-5-mini\": {\"input\": 0.25, \"output\": 2}}}.",
          unreadable);
    }
  }

  /** A file of prices. */
  @Introspected
  record Document(
      @JsonProperty("default") @Nullable Price otherwise,
      @JsonProperty("models") Map<String, Price> models) {
    Document {
      models = models == null ? Map.of() : models;
    }
  }
}
