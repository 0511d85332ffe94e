package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether an exercise is offered: not yet, now, or no longer. */
@Schema(
    type = "string",
    allowableValues = {"draft", "active", "retired"})
public enum ExerciseStatus {
  DRAFT,
  ACTIVE,
  RETIRED;

  private static final List<String> WIRE_NAMES =
      Arrays.stream(values()).map(ExerciseStatus::wireName).toList();

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<ExerciseStatus> of(String wireName) {
    return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return WIRE_NAMES;
  }
}
