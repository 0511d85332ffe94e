package dev.millrace.worker.adapter.offline;

import java.util.ArrayList;
import java.util.List;

/** A requester's text on one line, or on several short ones. */
final class Lines {
  private Lines() {}

  /** On one line, without what cannot be seen. */
  static String visible(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Z}]+", " ").strip();
  }

  /** At most so many code points. */
  static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)).stripTrailing() + "…";
  }

  /** At most so many lines, each about as wide as that. */
  static List<String> wrapped(String text, int width, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : visible(text).split(" ", -1)) {
      String part = shortened(word, width);
      if (!line.isEmpty() && line.length() + 1 + part.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(part);
    }
    lines.add(line.toString());
    if (lines.size() <= most) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, most));
    first.set(most - 1, first.get(most - 1) + " …");
    return first;
  }
}
