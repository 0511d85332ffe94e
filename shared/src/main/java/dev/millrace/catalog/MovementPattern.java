package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the body does in an exercise. */
@Schema(
    type = "string",
    allowableValues = {
      "ankle_extension",
      "carry",
      "elbow_extension",
      "elbow_flexion",
      "grip",
      "hinge",
      "hip_abduction",
      "hip_adduction",
      "hip_extension",
      "horizontal_pull",
      "horizontal_push",
      "jump",
      "knee_extension",
      "knee_flexion",
      "locomotion",
      "lunge",
      "mobility",
      "rotation",
      "shoulder_raise",
      "squat",
      "trunk_extension",
      "trunk_flexion",
      "trunk_stability",
      "vertical_pull",
      "vertical_push"
    })
public enum MovementPattern {
  ANKLE_EXTENSION,
  CARRY,
  ELBOW_EXTENSION,
  ELBOW_FLEXION,
  GRIP,
  HINGE,
  HIP_ABDUCTION,
  HIP_ADDUCTION,
  HIP_EXTENSION,
  HORIZONTAL_PULL,
  HORIZONTAL_PUSH,
  JUMP,
  KNEE_EXTENSION,
  KNEE_FLEXION,
  LOCOMOTION,
  LUNGE,
  MOBILITY,
  ROTATION,
  SHOULDER_RAISE,
  SQUAT,
  TRUNK_EXTENSION,
  TRUNK_FLEXION,
  TRUNK_STABILITY,
  VERTICAL_PULL,
  VERTICAL_PUSH;

  private static final WireNames<MovementPattern> NAMES =
      WireNames.of(MovementPattern.class, MovementPattern::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<MovementPattern> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
