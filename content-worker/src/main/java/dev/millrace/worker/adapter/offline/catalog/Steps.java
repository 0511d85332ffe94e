package dev.millrace.worker.adapter.offline.catalog;

import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.MovementPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain instructions for a movement, for exercises that have none; what was there comes first. */
final class Steps {
  private Steps() {}

  static List<String> of(Subject subject, @Nullable MovementPattern pattern) {
    List<String> steps = new ArrayList<>(subject.exercise().instructions());
    if (steps.isEmpty()) {
      steps.add(setUp(subject.exercise().equipment()));
    }
    steps.add(move(pattern));
    steps.add("Return to the start under control, and keep breathing throughout.");
    steps.add("Repeat for the planned number of repetitions, and stop when your form fails.");
    return steps.stream().distinct().toList();
  }

  static List<String> cues(@Nullable MovementPattern pattern) {
    return pattern == null
        ? List.of("Move slowly and with control.")
        : List.of("Keep the trunk braced.", "Move slowly and with control.");
  }

  private static String setUp(@Nullable Equipment equipment) {
    return equipment == null || equipment == Equipment.BODYWEIGHT
        ? "Take a stable starting position with the trunk braced and the neck long."
        : "Set up the "
            + equipment.wireName().replace('_', ' ')
            + " with a load that you can control, and take a stable position.";
  }

  private static String move(@Nullable MovementPattern pattern) {
    if (pattern == null) {
      return "Move through the full range that you can control without pain.";
    }
    return switch (pattern) {
      case SQUAT -> "Bend hips and knees together until the thighs are level, then stand up again.";
      case LUNGE -> "Step out, lower the back knee towards the floor, and push back up.";
      case HINGE -> "Push the hips back with a flat back, then drive them forward to stand tall.";
      case HIP_EXTENSION -> "Drive the hips up until they are straight, and squeeze the glutes.";
      case HORIZONTAL_PUSH, VERTICAL_PUSH ->
          "Press the load away until the arms are straight, without losing your position.";
      case HORIZONTAL_PULL, VERTICAL_PULL ->
          "Pull the elbows back and down, and bring the shoulder blades together.";
      case CARRY, LOCOMOTION -> "Walk with short, even steps, and keep the trunk upright.";
      case JUMP -> "Jump with full force, and land softly on both feet with bent knees.";
      case TRUNK_STABILITY -> "Hold the position without letting the hips sag or turn.";
      case ANKLE_EXTENSION,
          ELBOW_EXTENSION,
          ELBOW_FLEXION,
          GRIP,
          HIP_ABDUCTION,
          HIP_ADDUCTION,
          KNEE_EXTENSION,
          KNEE_FLEXION,
          MOBILITY,
          ROTATION,
          SHOULDER_RAISE,
          TRUNK_EXTENSION,
          TRUNK_FLEXION ->
          "Move the joint through its full range, and pause for a moment at the end of it.";
    };
  }
}
