package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a run that finished did so. */
@Schema(
    type = "string",
    allowableValues = {"done", "nothing_to_do", "blocked", "time_limit", "stopped"})
public enum RunOutcome {
  DONE,
  NOTHING_TO_DO,
  BLOCKED,
  TIME_LIMIT,
  STOPPED;

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<RunOutcome> of(String wireName) {
    return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(RunOutcome::wireName).toList();
  }
}
