package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
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

  private static final WireNames<Operation> NAMES =
      WireNames.of(Operation.class, Operation::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Operation> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
