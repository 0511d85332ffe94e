package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
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

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<JobType> of(String wireName) {
    return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(JobType::wireName).toList();
  }
}
