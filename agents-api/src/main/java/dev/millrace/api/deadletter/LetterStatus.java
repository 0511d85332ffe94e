package dev.millrace.api.deadletter;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether anybody has put a dead letter back. */
@Schema(
    type = "string",
    allowableValues = {"open", "redriven"})
enum LetterStatus {
  OPEN,
  REDRIVEN;

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<LetterStatus> of(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(wireName)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(LetterStatus::wireName).toList();
  }
}
