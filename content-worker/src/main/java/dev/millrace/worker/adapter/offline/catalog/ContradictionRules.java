package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Category;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.JobType;
import dev.millrace.catalog.MovementPattern;
import dev.millrace.catalog.Muscle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fields that cannot both be right. */
final class ContradictionRules {
  /** What instructions speak of only when it is used. */
  private static final Set<Equipment> TELLING =
      Set.of(Equipment.BARBELL, Equipment.DUMBBELL, Equipment.KETTLEBELL, Equipment.CABLE);

  private ContradictionRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(ContradictionRules::equipment, "equipment_contradicts_name"),
        Rule.of(ContradictionRules::pattern, "movement_pattern_contradicts_name"),
        Rule.of(ContradictionRules::muscles, "wrong_muscle_for_pattern"),
        Rule.of(ContradictionRules::repeatedMuscle, "muscle_named_twice"),
        Rule.of(ContradictionRules::category, "category_contradicts_pattern"),
        Rule.of(ContradictionRules::instructions, "instructions_contradict_equipment"));
  }

  private static Optional<Found> equipment(Subject subject) {
    Equipment equipment = subject.exercise().equipment();
    List<Equipment> named = Vocabulary.equipment(subject);
    if (equipment == null
        || named.isEmpty()
        || named.stream().anyMatch(each -> isOne(each, equipment))) {
      return Optional.empty();
    }
    return fix(
        "equipment_contradicts_name",
        "Its name speaks of "
            + named.getFirst().wireName()
            + ", its equipment is "
            + equipment.wireName()
            + ".",
        3,
        Subject.changes().put("equipment", named.getFirst().wireName()));
  }

  /** Whether equipment may go by the other's name. */
  private static boolean isOne(Equipment named, Equipment equipment) {
    return named == equipment
        || (named == Equipment.MACHINE
            && (equipment == Equipment.CARDIO_MACHINE
                || equipment == Equipment.SMITH_MACHINE
                || equipment == Equipment.CABLE));
  }

  private static Optional<Found> pattern(Subject subject) {
    MovementPattern pattern = subject.exercise().movementPattern();
    Optional<Set<MovementPattern>> possible = Vocabulary.patterns(subject);
    if (pattern == null || possible.isEmpty() || possible.get().contains(pattern)) {
      return Optional.empty();
    }
    // Whoever stretches or jumps does so in any movement.
    if (pattern == MovementPattern.MOBILITY || pattern == MovementPattern.JUMP) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    if (possible.get().size() == 1) {
      changes.put("movement_pattern", possible.get().iterator().next().wireName());
    }
    return fix(
        "movement_pattern_contradicts_name",
        "By its name it is no " + pattern.wireName() + ".",
        3,
        changes);
  }

  private static Optional<Found> muscles(Subject subject) {
    ExerciseContent exercise = subject.exercise();
    MovementPattern pattern = exercise.movementPattern();
    if (pattern == null || exercise.primaryMuscles().isEmpty()) {
      return Optional.empty();
    }
    Anatomy.Movement movement = Anatomy.of(pattern);
    boolean isCompound = Vocabulary.isCompound(subject);
    List<Muscle> wrong =
        exercise.primaryMuscles().stream()
            .filter(muscle -> !movement.trains(muscle))
            .filter(muscle -> !(isCompound && Anatomy.isTrainedByCompounds(muscle)))
            .toList();
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    Set<Muscle> right = new LinkedHashSet<>(exercise.primaryMuscles());
    right.removeAll(wrong);
    if (right.isEmpty()) {
      right.addAll(movement.usual());
    }
    ObjectNode changes = Subject.changes();
    right.forEach(muscle -> changes.withArray("primary_muscles").add(muscle.wireName()));
    if (exercise.secondaryMuscles().stream().anyMatch(right::contains)) {
      changes.putArray("secondary_muscles");
      exercise.secondaryMuscles().stream()
          .filter(muscle -> !right.contains(muscle))
          .forEach(muscle -> changes.withArray("secondary_muscles").add(muscle.wireName()));
    }
    return fix(
        "wrong_muscle_for_pattern",
        "A " + pattern.wireName() + " does not train " + names(wrong) + " first.",
        2,
        changes);
  }

  private static Optional<Found> repeatedMuscle(Subject subject) {
    ExerciseContent exercise = subject.exercise();
    Set<Muscle> primary = new LinkedHashSet<>(exercise.primaryMuscles());
    Set<Muscle> secondary = new LinkedHashSet<>(exercise.secondaryMuscles());
    secondary.removeAll(primary);
    if (primary.size() + secondary.size()
        == exercise.primaryMuscles().size() + exercise.secondaryMuscles().size()) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    if (primary.size() < exercise.primaryMuscles().size()) {
      primary.forEach(muscle -> changes.withArray("primary_muscles").add(muscle.wireName()));
    }
    changes.putArray("secondary_muscles");
    secondary.forEach(muscle -> changes.withArray("secondary_muscles").add(muscle.wireName()));
    return fix("muscle_named_twice", "It names a muscle more than once.", 5, changes);
  }

  private static Optional<Found> category(Subject subject) {
    MovementPattern pattern = subject.exercise().movementPattern();
    Category category = subject.exercise().category();
    if (pattern == null || category == null) {
      return Optional.empty();
    }
    Category usual = Anatomy.of(pattern).category();
    boolean isWrong =
        switch (usual) {
          case PLYOMETRIC -> category != Category.PLYOMETRIC && category != Category.CONDITIONING;
          case MOBILITY -> category != Category.MOBILITY && category != Category.STABILITY;
          case STRENGTH, STABILITY, CONDITIONING ->
              category == Category.MOBILITY && pattern != MovementPattern.LOCOMOTION;
        };
    return isWrong
        ? fix(
            "category_contradicts_pattern",
            "A " + pattern.wireName() + " is no " + category.wireName() + " exercise.",
            4,
            Subject.changes().put("category", usual.wireName()))
        : Optional.empty();
  }

  private static Optional<Found> instructions(Subject subject) {
    Equipment equipment = subject.exercise().equipment();
    if (equipment == null) {
      return Optional.empty();
    }
    List<Equipment> spoken =
        new ArrayList<>(Vocabulary.equipment(String.join(" ", subject.exercise().instructions())));
    boolean speaksOfOwn = spoken.stream().anyMatch(each -> isOne(each, equipment));
    spoken.retainAll(TELLING);
    boolean isTelling = TELLING.contains(equipment) || equipment == Equipment.BODYWEIGHT;
    return speaksOfOwn || spoken.isEmpty() || !isTelling
        ? Optional.empty()
        : fix(
            "instructions_contradict_equipment",
            "Its instructions speak of a "
                + spoken.getFirst().wireName()
                + ", its equipment is "
                + equipment.wireName()
                + ".",
            3,
            Subject.changes());
  }

  private static String names(List<Muscle> muscles) {
    return String.join(", ", muscles.stream().map(Muscle::wireName).toList());
  }

  private static Optional<Found> fix(
      String finding, String reason, int priority, ObjectNode changes) {
    return Optional.of(new Found(JobType.FIX, finding, reason, priority, changes));
  }
}
