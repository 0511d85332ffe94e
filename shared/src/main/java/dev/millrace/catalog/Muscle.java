package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an exercise trains. */
@Schema(
    type = "string",
    allowableValues = {
      "abductors",
      "abs",
      "adductors",
      "biceps",
      "calves",
      "chest",
      "forearms",
      "front_delts",
      "full_body",
      "glutes",
      "hamstrings",
      "hip_flexors",
      "lats",
      "lower_back",
      "neck",
      "obliques",
      "quads",
      "rear_delts",
      "rotator_cuff",
      "serratus",
      "side_delts",
      "traps",
      "triceps",
      "upper_back"
    })
public enum Muscle {
  ABDUCTORS,
  ABS,
  ADDUCTORS,
  BICEPS,
  CALVES,
  CHEST,
  FOREARMS,
  FRONT_DELTS,
  FULL_BODY,
  GLUTES,
  HAMSTRINGS,
  HIP_FLEXORS,
  LATS,
  LOWER_BACK,
  NECK,
  OBLIQUES,
  QUADS,
  REAR_DELTS,
  ROTATOR_CUFF,
  SERRATUS,
  SIDE_DELTS,
  TRAPS,
  TRICEPS,
  UPPER_BACK;

  private static final WireNames<Muscle> NAMES = WireNames.of(Muscle.class, Muscle::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Muscle> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
