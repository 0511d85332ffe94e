package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an exercise is for. */
@Schema(
    type = "string",
    allowableValues = {"conditioning", "mobility", "plyometric", "stability", "strength"})
public enum Category {
  CONDITIONING,
  MOBILITY,
  PLYOMETRIC,
  STABILITY,
  STRENGTH;

  private static final WireNames<Category> NAMES = WireNames.of(Category.class, Category::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Category> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
