package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.util.List;

/** Exercises to test with. */
public final class Exercises {
  private Exercises() {}

  /** A good exercise, of which there is nothing to say. */
  public static ExerciseContent squat() {
    return new ExerciseContent(
        "Barbell Back Squat",
        Equipment.BARBELL,
        MovementPattern.SQUAT,
        List.of(Muscle.QUADS, Muscle.GLUTES),
        List.of(Muscle.HAMSTRINGS, Muscle.LOWER_BACK),
        Category.STRENGTH,
        Difficulty.INTERMEDIATE,
        List.of(
            "Set the bar across the upper back and step away from the rack with both feet.",
            "Bend hips and knees together until the thighs are level with the floor.",
            "Drive through the whole foot until you stand tall, and breathe out at the top."),
        List.of("Chest up", "Knees over toes"),
        List.of("Back Squat"),
        ExerciseStatus.ACTIVE);
  }

  /** The same under another name. */
  public static ExerciseContent named(String name) {
    return with(squat(), "base_name", name);
  }

  /** The same, where one field says something else. */
  public static ExerciseContent with(ExerciseContent content, String field, String value) {
    ObjectNode document = ExerciseCodec.document(content);
    return ExerciseCodec.stored(document.put(field, value));
  }

  /** Why a test changes exercises. */
  public static Edit.Cause cause(Operation operation) {
    return Edit.Cause.of(operation, "test", ContentRequestCodec.emptyObject());
  }
}
