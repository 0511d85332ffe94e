package dev.millrace.worker.provider.offline;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The words of a topic, alike however they are written: no case, accents or plural. */
final class Words {

  private static final int MOST = 24;

  private Words() {}

  /** At most the first 24 words. */
  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int index = 0; index < plain.length() && words.size() < MOST; index++) {
      char character = plain.charAt(index);
      if (Character.isLetterOrDigit(character)) {
        word.append(character);
      } else if (!isPartOfWord(character)) {
        finish(word, words);
      }
    }
    if (words.size() < MOST) {
      finish(word, words);
    }
    return words;
  }

  /** All words of all texts. */
  static Set<String> ofAll(List<String> texts) {
    return texts.stream()
        .flatMap(text -> of(text).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Apostrophes, and the accents that the normal form sets apart. */
  private static boolean isPartOfWord(char character) {
    return character == '\''
        || character == '’'
        || Character.getType(character) == Character.NON_SPACING_MARK;
  }

  private static void finish(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(singular(word.toString()));
      word.setLength(0);
    }
  }

  private static String singular(String word) {
    int length = word.length();
    if (length < 4 || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us")) {
      return word;
    }
    if (word.endsWith("ies") && length > 4) {
      return word.substring(0, length - 3) + "y";
    }
    if (word.endsWith("oes")) {
      return word.substring(0, length - 2);
    }
    return word.substring(0, length - 1);
  }
}
