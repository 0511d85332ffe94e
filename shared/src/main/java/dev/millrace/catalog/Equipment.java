package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.millrace.wire.WireNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an exercise is done with. */
@Schema(
    type = "string",
    allowableValues = {
      "barbell",
      "bodyweight",
      "box",
      "cable",
      "cardio_machine",
      "dumbbell",
      "ez_bar",
      "foam_roller",
      "kettlebell",
      "machine",
      "medicine_ball",
      "plate",
      "pull_up_bar",
      "resistance_band",
      "rope",
      "sandbag",
      "sled",
      "smith_machine",
      "stability_ball",
      "suspension_trainer",
      "trap_bar"
    })
public enum Equipment {
  BARBELL,
  BODYWEIGHT,
  BOX,
  CABLE,
  CARDIO_MACHINE,
  DUMBBELL,
  EZ_BAR,
  FOAM_ROLLER,
  KETTLEBELL,
  MACHINE,
  MEDICINE_BALL,
  PLATE,
  PULL_UP_BAR,
  RESISTANCE_BAND,
  ROPE,
  SANDBAG,
  SLED,
  SMITH_MACHINE,
  STABILITY_BALL,
  SUSPENSION_TRAINER,
  TRAP_BAR;

  private static final WireNames<Equipment> NAMES =
      WireNames.of(Equipment.class, Equipment::wireName);

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The name on every wire and in the database. */
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /** The value of that wire name, or empty when there is none. */
  public static Optional<Equipment> of(String wireName) {
    return NAMES.find(wireName);
  }

  /** Every wire name. */
  public static List<String> wireNames() {
    return NAMES.all();
  }
}
