package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.Difficulty;
import dev.millrace.catalog.ExerciseContent;
import dev.millrace.catalog.JobType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names against the conventions, and texts that are none. */
final class TextRules {
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?i)\\b(todo|tbd|tba|fixme|lorem ipsum|placeholder|coming soon|n/a|xxx+)\\b|^\\?+$");

  private static final Set<String> SMALL =
      Set.of("a", "an", "and", "at", "for", "from", "in", "of", "on", "or", "the", "to", "with");

  private static final Map<String, String> ABBREVIATIONS =
      Map.of(
          "bb",
          "Barbell",
          "db",
          "Dumbbell",
          "kb",
          "Kettlebell",
          "bw",
          "Bodyweight",
          "ohp",
          "Overhead Press");

  /** Names that stay in capitals. */
  private static final Set<String> CAPITALS =
      Set.of("EZ", "TRX", "GHD", "YTW", "T", "Y", "W", "L", "V", "RDL", "90");

  /** What takes months of practice, whoever does it. */
  private static final List<String> ADVANCED =
      List.of(
          "muscle up",
          "pistol squat",
          "planche",
          "snatch",
          "human flag",
          "front lever",
          "handstand push up",
          "dragon flag",
          "one arm pull up",
          "one arm chin up",
          "clean and jerk");

  private TextRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(TextRules::name, "naming_convention"),
        Rule.of(TextRules::placeholder, "placeholder_text"),
        Rule.of(TextRules::repetition, "repeated_text"),
        Rule.of(TextRules::alias, "alias_repeats_name"),
        Rule.of(TextRules::difficulty, "difficulty_contradicts_name"));
  }

  /** Whether the name is one of the hardest exercises. */
  static boolean isAdvanced(Subject subject) {
    return ADVANCED.stream().anyMatch(subject::isNamed);
  }

  private static Optional<Found> name(Subject subject) {
    String name = subject.exercise().baseName();
    String conventional = conventional(name);
    return conventional.equals(name) || conventional.isEmpty()
        ? Optional.empty()
        : fix(
            "naming_convention",
            "By the conventions its name is " + conventional + ".",
            6,
            Subject.changes().put("base_name", conventional));
  }

  /** Title case, single spaces, no abbreviations, brackets or marks at the end. */
  static String conventional(String name) {
    String plain = name.replaceAll("[_()\\[\\]{}]", " ").replaceAll("[\\s.,;:!?]+$", "").strip();
    boolean shouts = plain.length() > 4 && plain.equals(plain.toUpperCase(Locale.ROOT));
    List<String> words = new ArrayList<>();
    for (String word : plain.split("\\s+", -1)) {
      words.add(titled(shouts ? word.toLowerCase(Locale.ROOT) : word, words.isEmpty()));
    }
    return String.join(" ", words);
  }

  private static String titled(String word, boolean isFirst) {
    String small = word.toLowerCase(Locale.ROOT);
    if (ABBREVIATIONS.containsKey(small)) {
      return ABBREVIATIONS.getOrDefault(small, word);
    }
    // In the middle a small word is seen with a capital and without.
    if (CAPITALS.contains(word.toUpperCase(Locale.ROOT)) || (SMALL.contains(small) && !isFirst)) {
      return word;
    }
    return Arrays.stream(word.split("-", -1))
        .map(TextRules::capital)
        .collect(Collectors.joining("-"));
  }

  /**
   * After a hyphen a small word stays as it is: Farmer's Walk, Sit-up and Push-Up are both seen.
   */
  private static String capital(String part) {
    return part.isEmpty() || !Character.isLowerCase(part.charAt(0))
        ? part
        : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
  }

  private static Optional<Found> placeholder(Subject subject) {
    ExerciseContent exercise = subject.exercise();
    boolean isThere =
        Stream.concat(exercise.instructions().stream(), exercise.cues().stream())
            .anyMatch(text -> PLACEHOLDER.matcher(text).find());
    if (!isThere) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    List<String> kept = written(exercise.instructions());
    if (kept.size() < exercise.instructions().size() && !kept.isEmpty()) {
      kept.forEach(step -> changes.withArray("instructions").add(step));
    }
    List<String> cues = written(exercise.cues());
    if (cues.size() < exercise.cues().size() && !cues.isEmpty()) {
      cues.forEach(cue -> changes.withArray("cues").add(cue));
    }
    return fix("placeholder_text", "Somebody meant to write a text later.", 3, changes);
  }

  private static List<String> written(List<String> texts) {
    return texts.stream().filter(text -> !PLACEHOLDER.matcher(text).find()).toList();
  }

  private static Optional<Found> repetition(Subject subject) {
    ObjectNode changes = Subject.changes();
    distinct("instructions", subject.exercise().instructions(), changes);
    distinct("cues", subject.exercise().cues(), changes);
    return changes.isEmpty()
        ? Optional.empty()
        : fix("repeated_text", "It says the same more than once.", 6, changes);
  }

  private static void distinct(String field, List<String> texts, ObjectNode changes) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> kept =
        texts.stream().filter(text -> seen.add(String.join(" ", Subject.words(text)))).toList();
    if (kept.size() < texts.size()) {
      kept.forEach(text -> changes.withArray(field).add(text));
    }
  }

  private static Optional<Found> alias(Subject subject) {
    ExerciseContent exercise = subject.exercise();
    Set<String> seen = new LinkedHashSet<>(Set.of(exercise.baseName().toLowerCase(Locale.ROOT)));
    List<String> kept =
        exercise.aliases().stream()
            .filter(alias -> seen.add(alias.toLowerCase(Locale.ROOT)))
            .toList();
    if (kept.size() == exercise.aliases().size()) {
      return Optional.empty();
    }
    ObjectNode changes = Subject.changes();
    changes.putArray("aliases");
    kept.forEach(alias -> changes.withArray("aliases").add(alias));
    return fix("alias_repeats_name", "One of its other names is no other name.", 7, changes);
  }

  private static Optional<Found> difficulty(Subject subject) {
    return subject.exercise().difficulty() == Difficulty.BEGINNER && isAdvanced(subject)
        ? fix(
            "difficulty_contradicts_name",
            "It is no exercise for beginners.",
            1,
            Subject.changes().put("difficulty", Difficulty.ADVANCED.wireName()))
        : Optional.empty();
  }

  private static Optional<Found> fix(
      String finding, String reason, int priority, ObjectNode changes) {
    return Optional.of(new Found(JobType.FIX, finding, reason, priority, changes));
  }
}
