package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
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

  private static final WireNames<ExerciseStatus> NAMES =
      WireNames.of(ExerciseStatus.class, ExerciseStatus::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<ExerciseStatus> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
