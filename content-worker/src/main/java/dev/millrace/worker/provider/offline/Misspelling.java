package dev.millrace.worker.provider.offline;

/** Tells how far two words are apart, counting a swap of neighbours as one mistake. */
final class Misspelling {
  private Misspelling() {}

  /** Whether so many mistakes suffice to write one word for the other. */
  static boolean isWithin(int mistakes, String one, String other) {
    return Math.abs(one.length() - other.length()) <= mistakes && distance(one, other) <= mistakes;
  }

  /** Optimal string alignment distance. */
  private static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] current = new int[other.length() + 1];
    for (int column = 0; column <= other.length(); column++) {
      last[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      current[0] = row;
      for (int column = 1; column <= other.length(); column++) {
        int cost = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
        int best =
            Math.min(Math.min(last[column], current[column - 1]) + 1, last[column - 1] + cost);
        if (row > 1
            && column > 1
            && one.charAt(row - 1) == other.charAt(column - 2)
            && one.charAt(row - 2) == other.charAt(column - 1)) {
          best = Math.min(best, beforeLast[column - 2] + 1);
        }
        current[column] = best;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[other.length()];
  }
}
