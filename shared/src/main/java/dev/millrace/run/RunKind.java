package dev.millrace.run;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run makes. */
@Schema(
    type = "string",
    allowableValues = {"product_image", "text", "chat"})
public enum RunKind {
  /** A picture of a product, with its words. */
  PRODUCT_IMAGE,
  /** A text. */
  TEXT,
  /** The answer to one message of a conversation. */
  CHAT;

  private static final WireNames<RunKind> NAMES = WireNames.of(RunKind.class, RunKind::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that wire name, or empty when there is none. */
  public static Optional<RunKind> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** All names. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
