package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of change the journal tells of. */
@Schema(
    type = "string",
    allowableValues = {"add", "update", "import", "revert", "restore"})
public enum Operation {
  ADD,
  UPDATE,
  IMPORT,
  REVERT,
  RESTORE;

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Operation> of(String wireName) {
    return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Operation::wireName).toList();
  }
}
