package dev.millrace.worker.provider.document;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A page of Markdown under construction. Whatever text it is given appears as that text: what would
 * be markup in CommonMark, in GitHub's dialect or in HTML is escaped, and white space, line breaks
 * included, is a single space. Only {@link #code} keeps lines, within a fence that its content
 * cannot close.
 */
final class Markdown {

  private static final int USUAL_LENGTH = 6_000;

  private final StringBuilder page = new StringBuilder(USUAL_LENGTH);
  private int item;

  void heading(int level, String text) {
    page.repeat('#', level).append(' ');
    inline(text);
    if (page.charAt(page.length() - 1) == '#') {
      page.insert(page.length() - 1, '\\');
    }
    page.append("\n\n");
  }

  void paragraph(String text) {
    int start = page.length();
    inline(text);
    escapeLineStart(start);
    page.append("\n\n");
  }

  void labelled(String label, String text) {
    page.append("**").append(label).append(":** ");
    inline(text);
    page.append("\n\n");
  }

  void quote(String text) {
    page.append("> ");
    int start = page.length();
    inline(text);
    escapeLineStart(start);
    page.append("\n\n");
  }

  void bullets(JsonNode texts) {
    for (JsonNode text : texts) {
      page.append("- ");
      item(text.asText());
    }
    end();
  }

  void bullet(String label, String text) {
    page.append("- **");
    inline(label);
    page.append("**: ");
    inline(text);
    page.append('\n');
  }

  void numbered(JsonNode texts) {
    for (JsonNode text : texts) {
      number();
      item(text.asText());
    }
    end();
  }

  void numbered(JsonNode nodes, String field) {
    for (JsonNode node : nodes) {
      number();
      item(node.path(field).asText());
    }
    end();
  }

  void numberedItem(String label, String text) {
    number();
    page.append("**");
    inline(label);
    page.append("**: ");
    inline(text);
    page.append('\n');
  }

  /** Ends a list. */
  void end() {
    item = 0;
    page.append('\n');
  }

  void code(String code) {
    if (code.isEmpty()) {
      return;
    }
    int fence = Math.max(3, longestRunOfBackticks(code) + 1);
    page.repeat('`', fence).append('\n').append(code);
    if (!code.endsWith("\n")) {
      page.append('\n');
    }
    page.repeat('`', fence).append("\n\n");
  }

  @Override
  public String toString() {
    int length = page.length();
    while (length > 0 && Character.isWhitespace(page.charAt(length - 1))) {
      length--;
    }
    return page.substring(0, length).concat("\n");
  }

  private void number() {
    item++;
    page.append(item).append(". ");
  }

  private void item(String text) {
    int start = page.length();
    inline(text);
    escapeLineStart(start);
    page.append('\n');
  }

  /** Most of a text is copied in runs: character by character took a third of a worker's time. */
  private void inline(String text) {
    boolean space = true;
    int copied = 0;
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (isOrdinary(character)) {
        space = false;
        continue;
      }
      if (character == ' ' && !space) {
        space = true;
        continue;
      }
      page.append(text, copied, index);
      copied = index + 1;
      if (Character.isWhitespace(character) || Character.isISOControl(character)) {
        if (!space) {
          page.append(' ');
        }
        space = true;
      } else {
        escaped(text, index, character);
        space = false;
      }
    }
    page.append(text, copied, text.length());
    if (space && !text.isEmpty() && page.charAt(page.length() - 1) == ' ') {
      page.setLength(page.length() - 1);
    }
  }

  /** Neither white space nor escaped, wherever it stands. */
  private static boolean isOrdinary(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == ','
        || character == '-';
  }

  private void escaped(String text, int index, char character) {
    switch (character) {
      case '<' -> page.append("&lt;");
      case '>' -> page.append("&gt;");
      case '&' -> page.append("&amp;");
      case '\\', '`', '*', '_', '[', ']', '|', '~', '$' -> page.append('\\').append(character);
      case ':' -> page.append(text.startsWith("//", index + 1) ? "\\:" : ":");
      case '.' -> page.append(followsWww(text, index) ? "\\." : ".");
      default -> page.append(character);
    }
  }

  /** GitHub's dialect makes a link of bare text that starts so. */
  private static boolean followsWww(String text, int dot) {
    return dot >= 3 && text.regionMatches(true, dot - 3, "www", 0, 3);
  }

  /** Where a line starts, some characters that are harmless elsewhere open a block. */
  private void escapeLineStart(int start) {
    if (start == page.length()) {
      return;
    }
    char first = page.charAt(start);
    if (first == '#' || first == '-' || first == '+') {
      page.insert(start, '\\');
    } else if (first >= '0' && first <= '9') {
      escapeListNumber(start);
    }
  }

  private void escapeListNumber(int start) {
    int index = start;
    while (index < page.length() && page.charAt(index) >= '0' && page.charAt(index) <= '9') {
      index++;
    }
    boolean marked =
        index < page.length() && (page.charAt(index) == '.' || page.charAt(index) == ')');
    if (marked && (index + 1 == page.length() || page.charAt(index + 1) == ' ')) {
      page.insert(index, '\\');
    }
  }

  private static int longestRunOfBackticks(String code) {
    int longest = 0;
    int run = 0;
    for (int index = 0; index < code.length(); index++) {
      run = code.charAt(index) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
