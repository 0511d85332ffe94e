package dev.millrace.worker.adapter.offline.catalog;

import dev.millrace.catalog.Equipment;
import dev.millrace.catalog.JobType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same exercise twice, under names that are nearly the same: by the trigrams that they share,
 * and then word by word, since Incline Press and Decline Press share most of theirs.
 */
final class DuplicateRule {
  static final String FINDING = "near_duplicate_name";

  /** Names that share fewer of their trigrams are two names. */
  private static final double LEAST_SIMILARITY = 0.5;

  private static final int SHORTEST_MISSPELT = 5;

  /** Pairs that are one letter or two apart, and the opposite of each other. */
  private static final Set<Set<String>> OPPOSITES =
      Set.of(
          Set.of("incline", "decline"),
          Set.of("inclined", "declined"),
          Set.of("abduction", "adduction"),
          Set.of("abductor", "adductor"),
          Set.of("inner", "outer"),
          Set.of("internal", "external"),
          Set.of("supinated", "pronated"),
          Set.of("kneeling", "standing"));

  private DuplicateRule() {}

  static Optional<Found> look(Subject subject) {
    return subject.similar().stream()
        .filter(other -> other.isOlder() && other.similarity() >= LEAST_SIMILARITY)
        .filter(other -> isOne(other.equipment(), subject.exercise().equipment()))
        .filter(other -> areOne(subject.words(), Subject.words(other.baseName())))
        .findFirst()
        .map(
            other ->
                new Found(
                    JobType.FIX,
                    FINDING,
                    "It is there already, as " + other.baseName() + ".",
                    4,
                    Subject.changes().put("status", "retired")));
  }

  private static boolean isOne(@Nullable Equipment one, @Nullable Equipment other) {
    return one == null || other == null || one == other;
  }

  /** Whether two names hold the same words in any order, but for a plural or a slip of the pen. */
  static boolean areOne(List<String> one, List<String> other) {
    List<String> left = new ArrayList<>(one.stream().map(DuplicateRule::singular).toList());
    List<String> right = new ArrayList<>(other.stream().map(DuplicateRule::singular).toList());
    for (String word : List.copyOf(left)) {
      if (right.remove(word)) {
        left.remove(word);
      }
    }
    if (left.isEmpty() && right.isEmpty()) {
      return true;
    }
    String rest = String.join("", left);
    String otherRest = String.join("", right);
    return rest.equals(otherRest)
        || (left.size() == 1
            && right.size() == 1
            && Math.min(rest.length(), otherRest.length()) >= SHORTEST_MISSPELT
            && !OPPOSITES.contains(Set.of(rest, otherRest))
            && distance(rest, otherRest) <= (rest.length() > SHORTEST_MISSPELT + 2 ? 2 : 1));
  }

  private static String singular(String word) {
    return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
        ? word.substring(0, word.length() - 1)
        : word;
  }

  /**
   * The least number of letters to insert, remove, replace, or exchange with their neighbour
   * (optimal string alignment, after Damerau 1964).
   */
  private static int distance(String one, String other) {
    int[][] costs = new int[one.length() + 1][other.length() + 1];
    for (int row = 0; row <= one.length(); row++) {
      for (int column = 0; column <= other.length(); column++) {
        costs[row][column] = cost(costs, one, other, row, column);
      }
    }
    return costs[one.length()][other.length()];
  }

  private static int cost(int[][] costs, String one, String other, int row, int column) {
    if (row == 0 || column == 0) {
      return row + column;
    }
    int replaced = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
    int least =
        Math.min(
            costs[row - 1][column - 1] + replaced,
            Math.min(costs[row - 1][column], costs[row][column - 1]) + 1);
    boolean isExchanged =
        row > 1
            && column > 1
            && one.charAt(row - 1) == other.charAt(column - 2)
            && one.charAt(row - 2) == other.charAt(column - 1);
    return isExchanged ? Math.min(least, costs[row - 2][column - 2] + 1) : least;
  }
}
