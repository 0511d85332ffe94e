package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.content.ContentRequestCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exercise that is looked at.
 *
 * @param words of its name, in small letters
 * @param name these words, with a space before and behind each
 * @param similar exercises with names like its own
 */
record Subject(ExerciseContent exercise, List<String> words, String name, List<Similar> similar) {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /**
   * Another exercise.
   *
   * @param isOlder whether it was there first
   */
  record Similar(
      String baseName, @Nullable Equipment equipment, double similarity, boolean isOlder) {}

  static Subject of(ExerciseContent exercise, List<Similar> similar) {
    List<String> words = words(exercise.baseName());
    return new Subject(exercise, words, " " + String.join(" ", words) + " ", similar);
  }

  /** The words of a text, in small letters. */
  static List<String> words(String text) {
    return Arrays.stream(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Whether the name holds these words, one behind the other. */
  boolean isNamed(String phrase) {
    return name.contains(" " + phrase + " ");
  }

  static ObjectNode changes() {
    return ContentRequestCodec.emptyObject();
  }
}
