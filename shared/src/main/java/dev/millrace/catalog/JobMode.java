package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a job changes the catalog, or only says what it would change. */
@Schema(
    type = "string",
    allowableValues = {"dry_run", "apply"})
public enum JobMode {
  DRY_RUN,
  APPLY;

  private static final WireNames<JobMode> NAMES = WireNames.of(JobMode.class, JobMode::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<JobMode> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
