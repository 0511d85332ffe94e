package dev.millrace.api.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
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

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<DeliveryState> of(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(wireName)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(DeliveryState::wireName).toList();
  }
}
