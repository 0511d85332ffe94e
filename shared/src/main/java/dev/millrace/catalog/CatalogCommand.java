package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The catalog's commands, as their runs are recorded. */
@Schema(
    type = "string",
    allowableValues = {"worker", "review", "cleanup", "watchdog", "backup"})
public enum CatalogCommand {
  WORKER,
  REVIEW,
  CLEANUP,
  WATCHDOG,
  BACKUP;

  private static final WireNames<CatalogCommand> NAMES =
      WireNames.of(CatalogCommand.class, CatalogCommand::wireName);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<CatalogCommand> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
