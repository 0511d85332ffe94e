package dev.millrace.api.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a delivery stands. */
@Schema(
    type = "string",
    allowableValues = {"pending", "delivering", "delivered", "failed"})
enum DeliveryState {
  PENDING,
  DELIVERING,
  DELIVERED,
  FAILED;

  private static final WireNames<DeliveryState> NAMES =
      WireNames.of(DeliveryState.class, DeliveryState::wireName);

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<DeliveryState> of(String wireName) {
    return NAMES.find(wireName);
  }

  static List<String> names() {
    return NAMES.all();
  }
}
