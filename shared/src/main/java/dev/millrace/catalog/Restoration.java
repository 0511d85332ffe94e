package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a restoration did, or would do.
 *
 * @param added exercises that only the backup has
 * @param changed exercises that say something else in it
 * @param removed exercises that only the catalog has
 * @param differences the first of them, by name
 */
@Introspected
public record Restoration(
    String backup,
    @JsonProperty("dry_run") boolean isDryRun,
    long added,
    long changed,
    long removed,
    List<Difference> differences) {
  /** How many differences are told one by one. */
  public static final int MOST_DIFFERENCES = 100;

  /** How an exercise differs. */
  @Schema(
      type = "string",
      allowableValues = {"added", "changed", "removed"})
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED;

    /** The name on every wire. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One exercise that the restoration adds, changes or removes.
   *
   * @param fields in which the two differ; none for one that comes or goes
   */
  @Introspected
  public record Difference(Kind kind, UUID exerciseId, String baseName, List<String> fields) {}

  /** Whether catalog and backup are the same. */
  @JsonIgnore
  public boolean isEmpty() {
    return added + changed + removed == 0;
  }

  /** A difference with the document that the backup has; null to remove. */
  record Step(Difference difference, @Nullable Integer version, @Nullable ExerciseContent after) {}
}
