package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a run of a command stands. {@code recorded → running → finished | failed}. */
@Schema(
    type = "string",
    allowableValues = {"recorded", "running", "finished", "failed"})
public enum RunState {
  RECORDED,
  RUNNING,
  FINISHED,
  FAILED;

  private static final WireNames<RunState> NAMES = WireNames.of(RunState.class, RunState::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<RunState> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
