package dev.millrace.worker.adapter.offline.catalog;

import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.MovementPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the words of a name say of an exercise. Longer phrases come before those that they hold. */
final class Vocabulary {
  private static final Map<String, Equipment> EQUIPMENT = new LinkedHashMap<>();
  private static final Map<String, Set<MovementPattern>> PATTERNS = new LinkedHashMap<>();

  /** Lifts of several movements, which train what each of them does. */
  private static final List<String> COMPOUNDS =
      List.of("thruster", "clean", "snatch", "burpee", "get up", "man maker", "wall ball");

  static {
    equipment(Equipment.TRAP_BAR, "trap bar", "hex bar");
    equipment(Equipment.EZ_BAR, "ez bar");
    equipment(Equipment.SMITH_MACHINE, "smith machine");
    equipment(Equipment.MEDICINE_BALL, "medicine ball");
    equipment(Equipment.STABILITY_BALL, "stability ball", "swiss ball");
    equipment(Equipment.RESISTANCE_BAND, "resistance band", "band", "banded");
    equipment(Equipment.SUSPENSION_TRAINER, "suspension trainer", "trx");
    equipment(Equipment.FOAM_ROLLER, "foam roller");
    equipment(Equipment.BARBELL, "barbell");
    equipment(Equipment.DUMBBELL, "dumbbell");
    equipment(Equipment.KETTLEBELL, "kettlebell");
    equipment(Equipment.CABLE, "cable");
    equipment(Equipment.SANDBAG, "sandbag");
    equipment(Equipment.SLED, "sled");
    equipment(Equipment.MACHINE, "machine");
    equipment(Equipment.BODYWEIGHT, "bodyweight");

    pattern("split squat", MovementPattern.LUNGE, MovementPattern.SQUAT);
    pattern("bulgarian", MovementPattern.LUNGE, MovementPattern.SQUAT);
    pattern("jump squat", MovementPattern.JUMP, MovementPattern.SQUAT);
    pattern("squat jump", MovementPattern.JUMP, MovementPattern.SQUAT);
    pattern("leg press", MovementPattern.SQUAT, MovementPattern.KNEE_EXTENSION);
    pattern("leg extension", MovementPattern.KNEE_EXTENSION);
    pattern("leg curl", MovementPattern.KNEE_FLEXION);
    pattern("hamstring curl", MovementPattern.KNEE_FLEXION);
    pattern("nordic curl", MovementPattern.KNEE_FLEXION);
    pattern("wrist curl", MovementPattern.GRIP, MovementPattern.ELBOW_FLEXION);
    pattern("back extension", MovementPattern.TRUNK_EXTENSION, MovementPattern.HIP_EXTENSION);
    pattern("calf raise", MovementPattern.ANKLE_EXTENSION);
    pattern("leg raise", MovementPattern.TRUNK_FLEXION);
    pattern("knee raise", MovementPattern.TRUNK_FLEXION);
    pattern("lateral raise", MovementPattern.SHOULDER_RAISE);
    pattern("front raise", MovementPattern.SHOULDER_RAISE);
    pattern("bench press", MovementPattern.HORIZONTAL_PUSH);
    pattern("chest press", MovementPattern.HORIZONTAL_PUSH);
    pattern("floor press", MovementPattern.HORIZONTAL_PUSH);
    pattern("pike push up", MovementPattern.VERTICAL_PUSH);
    pattern("handstand push up", MovementPattern.VERTICAL_PUSH);
    pattern("push up", MovementPattern.HORIZONTAL_PUSH);
    pattern("overhead press", MovementPattern.VERTICAL_PUSH);
    pattern("shoulder press", MovementPattern.VERTICAL_PUSH);
    pattern("military press", MovementPattern.VERTICAL_PUSH);
    pattern("push press", MovementPattern.VERTICAL_PUSH);
    pattern("pull up", MovementPattern.VERTICAL_PULL);
    pattern("chin up", MovementPattern.VERTICAL_PULL);
    pattern("pulldown", MovementPattern.VERTICAL_PULL);
    pattern("hip thrust", MovementPattern.HIP_EXTENSION, MovementPattern.HINGE);
    pattern("glute bridge", MovementPattern.HIP_EXTENSION);
    pattern("good morning", MovementPattern.HINGE);
    pattern("skull crusher", MovementPattern.ELBOW_EXTENSION);
    pattern("hip abduction", MovementPattern.HIP_ABDUCTION);
    pattern("hip adduction", MovementPattern.HIP_ADDUCTION);
    pattern("farmer carry", MovementPattern.CARRY);
    pattern("box jump", MovementPattern.JUMP);
    pattern("deadlift", MovementPattern.HINGE);
    pattern("lunge", MovementPattern.LUNGE);
    pattern("step up", MovementPattern.LUNGE);
    pattern("kickback", MovementPattern.ELBOW_EXTENSION, MovementPattern.HIP_EXTENSION);
    pattern("pushdown", MovementPattern.ELBOW_EXTENSION);
    pattern("crunch", MovementPattern.TRUNK_FLEXION, MovementPattern.ROTATION);
    pattern("sit up", MovementPattern.TRUNK_FLEXION);
    pattern("copenhagen plank", MovementPattern.HIP_ADDUCTION, MovementPattern.TRUNK_STABILITY);
    pattern("plank", MovementPattern.TRUNK_STABILITY);
    pattern("carry", MovementPattern.CARRY);
    pattern("stretch", MovementPattern.MOBILITY);
  }

  private Vocabulary() {}

  /** All the equipment that the name speaks of, the most likely first. */
  static List<Equipment> equipment(Subject subject) {
    return EQUIPMENT.entrySet().stream()
        .filter(phrase -> subject.isNamed(phrase.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The equipment that a text speaks of. */
  static List<Equipment> equipment(String text) {
    String words = " " + String.join(" ", Subject.words(text)) + " ";
    return EQUIPMENT.entrySet().stream()
        .filter(phrase -> words.contains(" " + phrase.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The movements that the name can mean. */
  static Optional<Set<MovementPattern>> patterns(Subject subject) {
    Optional<Set<MovementPattern>> named = first(PATTERNS, subject);
    // What ends in the name of a family belongs to it, unless a longer phrase has said otherwise.
    return named.isPresent() || subject.words().isEmpty()
        ? named
        : switch (subject.words().getLast()) {
          case "squat" -> Optional.of(Set.of(MovementPattern.SQUAT));
          case "row" -> Optional.of(Set.of(MovementPattern.HORIZONTAL_PULL));
          case "curl" ->
              Optional.of(Set.of(MovementPattern.ELBOW_FLEXION, MovementPattern.KNEE_FLEXION));
          default -> Optional.empty();
        };
  }

  /** Whether the name is of a lift that is more than one movement. */
  static boolean isCompound(Subject subject) {
    return COMPOUNDS.stream().anyMatch(subject::isNamed);
  }

  private static <T> Optional<T> first(Map<String, T> phrases, Subject subject) {
    return phrases.entrySet().stream()
        .filter(phrase -> subject.isNamed(phrase.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static void equipment(Equipment equipment, String... phrases) {
    for (String phrase : phrases) {
      EQUIPMENT.put(phrase, equipment);
    }
  }

  private static void pattern(String phrase, MovementPattern... patterns) {
    PATTERNS.put(phrase, Set.of(patterns));
  }
}
