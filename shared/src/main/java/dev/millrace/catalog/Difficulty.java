package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much practice an exercise asks for. */
@Schema(
    type = "string",
    allowableValues = {"beginner", "intermediate", "advanced"})
public enum Difficulty {
  BEGINNER,
  INTERMEDIATE,
  ADVANCED;

  private static final WireNames<Difficulty> NAMES =
      WireNames.of(Difficulty.class, Difficulty::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Difficulty> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
