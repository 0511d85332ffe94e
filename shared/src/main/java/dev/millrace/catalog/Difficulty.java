package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
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

  private static final List<String> WIRE_NAMES =
      Arrays.stream(values()).map(Difficulty::wireName).toList();

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Difficulty> of(String wireName) {
    return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return WIRE_NAMES;
  }
}
