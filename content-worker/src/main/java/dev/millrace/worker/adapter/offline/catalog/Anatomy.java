package dev.millrace.worker.adapter.offline.catalog;

import static dev.millrace.catalog.Muscle.*;

import dev.millrace.catalog.Category;
import dev.millrace.catalog.MovementPattern;
import dev.millrace.catalog.Muscle;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What each movement trains, and what it is for: what any textbook of training says. */
final class Anatomy {
  /**
   * What is known of a movement.
   *
   * @param usual the muscles that are primary in most exercises of it, the first of them in nearly
   *     all
   * @param possible the others that may be primary in some
   */
  record Movement(List<Muscle> usual, Set<Muscle> possible, Category category) {
    /** Whether an exercise of this movement may train that muscle first. */
    boolean trains(Muscle muscle) {
      return muscle == FULL_BODY || usual.contains(muscle) || possible.contains(muscle);
    }
  }

  private static final Map<MovementPattern, Movement> MOVEMENTS = movements();

  private static final List<MovementPattern> COMPOUND =
      List.of(
          MovementPattern.SQUAT,
          MovementPattern.HINGE,
          MovementPattern.VERTICAL_PUSH,
          MovementPattern.TRUNK_STABILITY);

  private Anatomy() {}

  static Movement of(MovementPattern pattern) {
    return Objects.requireNonNull(MOVEMENTS.get(pattern));
  }

  /**
   * Whether lifts of several movements, from the floor to overhead, may train that muscle first.
   */
  static boolean isTrainedByCompounds(Muscle muscle) {
    return COMPOUND.stream().anyMatch(pattern -> of(pattern).trains(muscle));
  }

  private static Map<MovementPattern, Movement> movements() {
    Map<MovementPattern, Movement> all = new EnumMap<>(MovementPattern.class);
    for (MovementPattern pattern : MovementPattern.values()) {
      all.put(pattern, movement(pattern));
    }
    return all;
  }

  private static Movement movement(MovementPattern pattern) {
    return switch (pattern) {
      case SQUAT -> strength(List.of(QUADS, GLUTES), ADDUCTORS, HAMSTRINGS);
      case LUNGE -> strength(List.of(QUADS, GLUTES), HAMSTRINGS, ADDUCTORS, ABDUCTORS, HIP_FLEXORS);
      case HINGE ->
          strength(List.of(HAMSTRINGS, GLUTES), LOWER_BACK, UPPER_BACK, TRAPS, ADDUCTORS, QUADS);
      case HIP_EXTENSION -> strength(List.of(GLUTES), HAMSTRINGS, LOWER_BACK, ADDUCTORS);
      case KNEE_EXTENSION -> strength(List.of(QUADS));
      case KNEE_FLEXION -> strength(List.of(HAMSTRINGS), CALVES);
      case HIP_ABDUCTION -> strength(List.of(ABDUCTORS, GLUTES));
      case HIP_ADDUCTION -> strength(List.of(ADDUCTORS));
      case ANKLE_EXTENSION -> strength(List.of(CALVES));
      case HORIZONTAL_PUSH -> strength(List.of(CHEST), TRICEPS, FRONT_DELTS, SERRATUS);
      case VERTICAL_PUSH ->
          strength(List.of(FRONT_DELTS), SIDE_DELTS, TRICEPS, TRAPS, CHEST, SERRATUS);
      case HORIZONTAL_PULL ->
          strength(List.of(UPPER_BACK, LATS), REAR_DELTS, TRAPS, BICEPS, ROTATOR_CUFF);
      case VERTICAL_PULL -> strength(List.of(LATS), UPPER_BACK, BICEPS, TRAPS);
      case ELBOW_FLEXION -> strength(List.of(BICEPS), FOREARMS);
      case ELBOW_EXTENSION -> strength(List.of(TRICEPS));
      case SHOULDER_RAISE ->
          strength(
              List.of(SIDE_DELTS),
              FRONT_DELTS,
              REAR_DELTS,
              TRAPS,
              UPPER_BACK,
              ROTATOR_CUFF,
              CHEST,
              SERRATUS);
      case GRIP -> strength(List.of(FOREARMS));
      case TRUNK_FLEXION -> strength(List.of(ABS), HIP_FLEXORS, OBLIQUES);
      case TRUNK_EXTENSION -> strength(List.of(LOWER_BACK), GLUTES, HAMSTRINGS);
      case TRUNK_STABILITY ->
          new Movement(
              List.of(ABS, OBLIQUES),
              Set.of(LOWER_BACK, GLUTES, HIP_FLEXORS, SERRATUS, ABDUCTORS),
              Category.STABILITY);
      case ROTATION -> strength(List.of(OBLIQUES), ABS, ROTATOR_CUFF, REAR_DELTS, LOWER_BACK);
      case CARRY ->
          strength(List.of(FOREARMS, TRAPS), OBLIQUES, ABS, UPPER_BACK, FRONT_DELTS, GLUTES, QUADS);
      case JUMP ->
          new Movement(
              List.of(QUADS, GLUTES), Set.of(CALVES, HAMSTRINGS, ADDUCTORS), Category.PLYOMETRIC);
      case LOCOMOTION ->
          new Movement(
              List.of(FULL_BODY),
              EnumSet.complementOf(EnumSet.of(NECK, ROTATOR_CUFF)),
              Category.CONDITIONING);
      case MOBILITY -> new Movement(List.of(FULL_BODY), Set.of(Muscle.values()), Category.MOBILITY);
    };
  }

  private static Movement strength(List<Muscle> usual, Muscle... possible) {
    return new Movement(usual, Set.of(possible), Category.STRENGTH);
  }
}
