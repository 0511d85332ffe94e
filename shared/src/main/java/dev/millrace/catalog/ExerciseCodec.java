package dev.millrace.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The documents of exercises: what is imported and exported, journalled and backed up. A document
 * that is accepted can be stored.
 */
public final class ExerciseCodec {
  /** Every field of a document, in its order. */
  public static final List<String> FIELDS =
      List.of(
          "base_name",
          "equipment",
          "movement_pattern",
          "primary_muscles",
          "secondary_muscles",
          "category",
          "difficulty",
          "instructions",
          "cues",
          "aliases",
          "status");

  private static final int LONGEST_NAME = 120;
  private static final int MOST = 20;
  private static final int LONGEST_STEP = 500;
  private static final int LONGEST_CUE = 200;

  private ExerciseCodec() {}

  /**
   * The content of a document.
   *
   * @throws InvalidExercise when it is none, with all that is wrong
   */
  public static ExerciseContent decode(ObjectNode document) throws InvalidExercise {
    FieldReader fields = new FieldReader(document);
    ExerciseContent content = content(fields);
    fields.refuseRemaining();
    List<Violation> violations = fields.violations();
    if (!violations.isEmpty()) {
      throw new InvalidExercise(violations);
    }
    return content;
  }

  /** The content that the fields hold; what is wrong with it the fields remember. */
  public static ExerciseContent content(FieldReader fields) {
    return new ExerciseContent(
        fields.requiredText("base_name", LONGEST_NAME),
        fields.optionalOneOf("equipment", Equipment::of, Equipment.wireNames()),
        fields.optionalOneOf("movement_pattern", MovementPattern::of, MovementPattern.wireNames()),
        muscles(fields, "primary_muscles"),
        muscles(fields, "secondary_muscles"),
        fields.optionalOneOf("category", Category::of, Category.wireNames()),
        fields.optionalOneOf("difficulty", Difficulty::of, Difficulty.wireNames()),
        fields.texts("instructions", MOST, LONGEST_STEP),
        fields.texts("cues", MOST, LONGEST_CUE),
        fields.texts("aliases", MOST, LONGEST_NAME),
        otherwise(
            fields.optionalOneOf("status", ExerciseStatus::of, ExerciseStatus.wireNames()),
            ExerciseStatus.ACTIVE));
  }

  /** The document of a content: every field, in order, null where nothing is said. */
  public static ObjectNode document(ExerciseContent content) {
    ObjectNode document = ContentRequestCodec.emptyObject();
    document.put("base_name", content.baseName());
    document.put("equipment", name(content.equipment(), Equipment::wireName));
    document.put("movement_pattern", name(content.movementPattern(), MovementPattern::wireName));
    put(document.putArray("primary_muscles"), content.primaryMuscles(), Muscle::wireName);
    put(document.putArray("secondary_muscles"), content.secondaryMuscles(), Muscle::wireName);
    document.put("category", name(content.category(), Category::wireName));
    document.put("difficulty", name(content.difficulty(), Difficulty::wireName));
    put(document.putArray("instructions"), content.instructions(), Function.identity());
    put(document.putArray("cues"), content.cues(), Function.identity());
    put(document.putArray("aliases"), content.aliases(), Function.identity());
    document.put("status", content.status().wireName());
    return document;
  }

  /** A document that the database kept. */
  public static ExerciseContent stored(ObjectNode document) {
    try {
      return decode(document);
    } catch (InvalidExercise impossible) {
      throw new IllegalStateException("The database holds an exercise there", impossible);
    }
  }

  /** What no two exercises that are offered share, as one text. */
  public static String nameKey(String baseName, @Nullable Equipment equipment) {
    return baseName.strip().toLowerCase(Locale.ROOT)
        + "|"
        + (equipment == null ? "" : equipment.wireName());
  }

  private static List<Muscle> muscles(FieldReader fields, String field) {
    List<Muscle> muscles = new ArrayList<>();
    List<String> names = fields.texts(field, Muscle.values().length, LONGEST_NAME);
    for (int place = 0; place < names.size(); place++) {
      Optional<Muscle> muscle = Muscle.of(names.get(place));
      if (muscle.isEmpty()) {
        fields.refuse(
            "/" + field + "/" + place,
            "This must be one of " + String.join(", ", Muscle.wireNames()) + ".");
      }
      muscle.ifPresent(muscles::add);
    }
    return muscles;
  }

  private static <T> void put(ArrayNode array, List<T> values, Function<T, String> name) {
    values.forEach(value -> array.add(name.apply(value)));
  }

  private static <T> @Nullable String name(@Nullable T value, Function<T, String> name) {
    return value == null ? null : name.apply(value);
  }

  private static <T> T otherwise(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
