package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Difficulty;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.JobType;
import dev.millrace.catalog.MovementPattern;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fields that say nothing, or too little. */
final class MissingRules {
  /** Fewer steps than this leave out how to begin or how to end. */
  private static final int FEWEST_STEPS = 2;

  /** Instructions of all steps together that are shorter tell nobody how it is done. */
  private static final int SHORTEST = 60;

  private MissingRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(MissingRules::equipment, "missing_equipment"),
        Rule.of(MissingRules::pattern, "missing_movement_pattern"),
        Rule.of(MissingRules::muscles, "missing_primary_muscles"),
        Rule.of(MissingRules::category, "missing_category"),
        Rule.of(MissingRules::difficulty, "missing_difficulty"),
        Rule.of(MissingRules::instructions, "missing_instructions", "short_instructions"),
        Rule.of(MissingRules::cues, "missing_cues"));
  }

  private static Optional<Found> equipment(Subject subject) {
    if (subject.exercise().equipment() != null) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    Vocabulary.equipment(subject).stream()
        .findFirst()
        .ifPresent(known -> changes.put("equipment", known.wireName()));
    return enrich("missing_equipment", "It does not say what it is done with.", 3, changes);
  }

  private static Optional<Found> pattern(Subject subject) {
    if (subject.exercise().movementPattern() != null) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    Vocabulary.patterns(subject)
        .filter(possible -> possible.size() == 1)
        .ifPresent(only -> changes.put("movement_pattern", only.iterator().next().wireName()));
    return enrich("missing_movement_pattern", "It does not say what movement it is.", 3, changes);
  }

  private static Optional<Found> muscles(Subject subject) {
    ExerciseContent exercise = subject.exercise();
    if (!exercise.primaryMuscles().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    pattern(exercise, subject)
        .map(known -> Anatomy.of(known).usual())
        .ifPresent(
            usual ->
                usual.stream()
                    .filter(muscle -> !exercise.secondaryMuscles().contains(muscle))
                    .forEach(
                        muscle -> changes.withArray("primary_muscles").add(muscle.wireName())));
    return enrich("missing_primary_muscles", "It does not say what it trains.", 2, changes);
  }

  private static Optional<Found> category(Subject subject) {
    if (subject.exercise().category() != null) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    pattern(subject.exercise(), subject)
        .ifPresent(known -> changes.put("category", Anatomy.of(known).category().wireName()));
    return enrich("missing_category", "It does not say what it is for.", 4, changes);
  }

  private static Optional<Found> difficulty(Subject subject) {
    if (subject.exercise().difficulty() != null) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    changes.put("difficulty", usualDifficulty(subject).wireName());
    return enrich("missing_difficulty", "It does not say how hard it is.", 4, changes);
  }

  private static Difficulty usualDifficulty(Subject subject) {
    if (TextRules.isAdvanced(subject)) {
      return Difficulty.ADVANCED;
    }
    Equipment equipment = subject.exercise().equipment();
    return equipment == Equipment.MACHINE || equipment == Equipment.CABLE
        ? Difficulty.BEGINNER
        : Difficulty.INTERMEDIATE;
  }

  private static Optional<Found> instructions(Subject subject) {
    List<String> steps = subject.exercise().instructions();
    int length = steps.stream().mapToInt(String::length).sum();
    if (steps.size() >= FEWEST_STEPS && length >= SHORTEST) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    ArrayNode mended = changes.putArray("instructions");
    Steps.of(subject, pattern(subject.exercise(), subject).orElse(null)).forEach(mended::add);
    return steps.isEmpty()
        ? enrich("missing_instructions", "It does not say how it is done.", 2, changes)
        : enrich(
            "short_instructions",
            "Its instructions are too short to follow: "
                + steps.size()
                + " steps, "
                + length
                + " characters.",
            3,
            changes);
  }

  private static Optional<Found> cues(Subject subject) {
    if (!subject.exercise().cues().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    Steps.cues(pattern(subject.exercise(), subject).orElse(null))
        .forEach(cue -> changes.withArray("cues").add(cue));
    return enrich("missing_cues", "It has no cue to think of while doing it.", 7, changes);
  }

  /** What the exercise says its movement is, or else what its name can only mean. */
  private static Optional<MovementPattern> pattern(ExerciseContent exercise, Subject subject) {
    return exercise.movementPattern() != null
        ? Optional.of(exercise.movementPattern())
        : Vocabulary.patterns(subject)
            .filter(possible -> possible.size() == 1)
            .map(Set::iterator)
            .map(Iterator::next);
  }

  private static Optional<Found> enrich(
      String finding, String reason, int priority, ObjectNode changes) {
    return Optional.of(new Found(JobType.ENRICH, finding, reason, priority, changes));
  }
}
