package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a completed job came to. */
@Schema(
    type = "string",
    allowableValues = {"planned", "applied", "unchanged"})
public enum JobResult {
  PLANNED,
  APPLIED,
  UNCHANGED;

  private static final WireNames<JobResult> NAMES =
      WireNames.of(JobResult.class, JobResult::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<JobResult> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
