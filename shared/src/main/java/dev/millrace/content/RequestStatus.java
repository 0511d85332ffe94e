package dev.millrace.content;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a content request stands. {@code pending → processing → completed | failed | cancelled};
 * back to {@code pending} by retry, release or redrive.
 */
@Schema(
    type = "string",
    allowableValues = {"pending", "processing", "completed", "failed", "cancelled"})
public enum RequestStatus {
  PENDING,
  PROCESSING,
  COMPLETED,
  FAILED,
  CANCELLED;

  private static final WireNames<RequestStatus> NAMES =
      WireNames.of(RequestStatus.class, RequestStatus::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing more happens to the request unless somebody asks for it. */
  public boolean isEnded() {
    return switch (this) {
      case PENDING, PROCESSING -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }

  /** The status of that wire name, or empty when there is none. */
  public static Optional<RequestStatus> of(String wireName) {
    return NAMES.find(wireName);
  }
}
