package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a job stands. {@code queued → running → completed | failed}; {@code queued → blocked →
 * queued} by the apply gate; back to {@code queued} after a failure that may pass.
 */
@Schema(
    type = "string",
    allowableValues = {"queued", "running", "blocked", "completed", "failed"})
public enum JobStatus {
  QUEUED,
  RUNNING,
  BLOCKED,
  COMPLETED,
  FAILED;

  private static final WireNames<JobStatus> NAMES =
      WireNames.of(JobStatus.class, JobStatus::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<JobStatus> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
