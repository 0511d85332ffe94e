package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exercise says. It may say too little: that is for a review to find. Its document has the
 * names of the table's columns ({@link ExerciseCodec}).
 *
 * @param instructions the steps, in order
 * @param cues what to think of while doing it
 * @param aliases other names
 */
@Introspected
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExerciseContent(
    String baseName,
    @Nullable Equipment equipment,
    @Nullable MovementPattern movementPattern,
    List<Muscle> primaryMuscles,
    List<Muscle> secondaryMuscles,
    @Nullable Category category,
    @Nullable Difficulty difficulty,
    List<String> instructions,
    List<String> cues,
    List<String> aliases,
    ExerciseStatus status) {
  public ExerciseContent {
    primaryMuscles = List.copyOf(primaryMuscles);
    secondaryMuscles = List.copyOf(secondaryMuscles);
    instructions = List.copyOf(instructions);
    cues = List.copyOf(cues);
    aliases = List.copyOf(aliases);
  }

  /**
   * What no two exercises that are offered share: the name, in small letters, and the equipment.
   */
  public String nameKey() {
    return ExerciseCodec.nameKey(baseName, equipment);
  }
}
