package dev.millrace.worker.provider.offline;

/** Makes a requester's text fit to stand in a document. */
final class PlainText {
  private PlainText() {}

  /**
   * The text on one line, without what a reader cannot see but a program may stumble over: control
   * characters, directional overrides, and halves of surrogate pairs, which Postgres refuses.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    boolean gap = false;
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      index += Character.charCount(codePoint);
      if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
        gap = true;
      } else if (isVisible(codePoint)) {
        if (gap && !clean.isEmpty()) {
          clean.append(' ');
        }
        gap = false;
        clean.appendCodePoint(codePoint);
      }
    }
    return clean.toString();
  }

  /** At most so many code points, cut at a word where there is one. */
  static String shorten(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    int end = text.offsetByCodePoints(0, most - 1);
    int lastSpace = text.lastIndexOf(' ', end);
    return text.substring(0, lastSpace > end / 2 ? lastSpace : end) + "…";
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
      case Character.FORMAT -> isJoiner(codePoint);
      default -> true;
    };
  }

  /** Emoji and several scripts need the joiners, and the flags of countries the tags. */
  private static boolean isJoiner(int codePoint) {
    return codePoint == 0x200C
        || codePoint == 0x200D
        || (codePoint >= 0xE0020 && codePoint <= 0xE007F);
  }
}
