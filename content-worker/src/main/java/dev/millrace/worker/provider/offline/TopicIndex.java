package dev.millrace.worker.provider.offline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the material that a topic asks for by its key phrases, small misspellings included. Would
 * rather find nothing than the wrong thing: "World War II" is not "World War I", a ball python is
 * not a programming language, and one familiar word in a long topic is not enough.
 */
final class TopicIndex {

  private static final int LONGEST_PHRASE = 5;
  private static final double LEAST_COVERED = 0.34;
  private static final int LEAST_TO_CORRECT = 8;

  /** They ask for no topic: of grammar, and of the way in which a topic is asked for. */
  private static final Set<String> EMPTY_WORDS =
      Words.ofAll(
          List.of(
              "a an the of in on for and or to from by at with how do does did what is are was were",
              "why when who basics basic intro introduction introductory beginner fundamentals",
              "overview lesson learn learning about understanding explained work works our my your",
              "their its it 101 simple easy guide unit chapter review study school class me"));

  private record Entry(Material material, Set<String> vocabulary, Set<String> unless) {}

  private final Map<String, Entry> byPhrase = new HashMap<>();
  private final Set<String> longWords = new LinkedHashSet<>();

  void add(Material material, List<String> keys, List<String> unless) {
    Set<String> vocabulary = new HashSet<>();
    Entry entry = new Entry(material, vocabulary, Words.ofAll(unless));
    for (String key : keys) {
      List<String> words = meaningful(Words.of(key));
      vocabulary.addAll(words);
      Entry other = byPhrase.put(String.join(" ", words), entry);
      if (other != null && !other.material.id().equals(material.id())) {
        throw new IllegalStateException("two topics have the key " + key);
      }
      words.stream().filter(word -> word.length() >= LEAST_TO_CORRECT).forEach(longWords::add);
    }
  }

  Optional<Material> find(List<String> words) {
    List<String> asked = meaningful(words);
    return lookUp(asked).or(() -> lookUp(corrected(asked))).map(Entry::material);
  }

  /** The words that ask for something. */
  static List<String> meaningful(List<String> words) {
    return words.stream().filter(word -> !EMPTY_WORDS.contains(word)).toList();
  }

  private Optional<Entry> lookUp(List<String> words) {
    for (int length = Math.min(LONGEST_PHRASE, words.size()); length > 0; length--) {
      for (int start = 0; start + length <= words.size(); start++) {
        Entry entry = byPhrase.get(String.join(" ", words.subList(start, start + length)));
        if (entry != null && fits(entry, words, length)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fits(Entry entry, List<String> words, int phraseLength) {
    if (phraseLength == 1 && words.stream().anyMatch(entry.unless::contains)) {
      return false;
    }
    long covered = words.stream().filter(entry.vocabulary::contains).count();
    return covered >= LEAST_COVERED * words.size();
  }

  private List<String> corrected(List<String> words) {
    List<String> corrected = new ArrayList<>(words.size());
    for (String word : words) {
      corrected.add(word.length() < LEAST_TO_CORRECT ? word : nearest(word));
    }
    return corrected;
  }

  private String nearest(String word) {
    int most = word.length() >= 11 ? 2 : 1;
    for (String known : longWords) {
      if (known.charAt(0) == word.charAt(0) && Misspelling.isWithin(most, known, word)) {
        return known;
      }
    }
    return word;
  }
}
