package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
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

  private static final WireNames<RunOutcome> NAMES =
      WireNames.of(RunOutcome.class, RunOutcome::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<RunOutcome> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
