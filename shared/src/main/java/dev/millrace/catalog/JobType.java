package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a job does to the catalog: mends an exercise, completes one, or adds one. */
@Schema(
    type = "string",
    allowableValues = {"fix", "enrich", "add"})
public enum JobType {
  FIX,
  ENRICH,
  ADD;

  private static final WireNames<JobType> NAMES = WireNames.of(JobType.class, JobType::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<JobType> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
