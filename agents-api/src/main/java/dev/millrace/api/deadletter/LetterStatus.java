package dev.millrace.api.deadletter;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
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

  private static final WireNames<LetterStatus> NAMES =
      WireNames.of(LetterStatus.class, LetterStatus::wireName);

  @JsonValue
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<LetterStatus> of(String wireName) {
    return NAMES.find(wireName);
  }

  static List<String> names() {
    return NAMES.all();
  }
}
