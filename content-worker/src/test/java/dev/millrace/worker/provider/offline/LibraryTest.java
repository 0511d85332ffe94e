package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTest {

  private final Library library = Library.shared();

  @ParameterizedTest
  @CsvSource({
    "Python Basics, python",
    "PHOTOSYNTHESIS!, photosynthesis",
    "photosynthsis, photosynthesis",
    "How do plants make food?, photosynthesis",
    "Introduction to fractions, fractions",
    "adding and subtracting fractions with unlike denominators, fractions",
    "Découverte: fractions, fractions",
    "AI, machine-learning",
    "World War I, world-war-1",
    "WW1, world-war-1",
    "Causes of the First World War, world-war-1",
    "World War II, world-war-2",
    "how volcanoes work, volcanoes",
    "The Water Cycle, water-cycle",
    "Solving equations, linear-equations",
    "Economics, supply-demand",
    "Pythagoras' theorem, pythagorean-theorem",
  })
  void topicsAreFoundHoweverTheyAreAskedFor(String topic, String id) {
    assertThat(library.find(topic).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ball python care",
        "factions in the Roman senate",
        "The effect of photosynthesis inhibitors on algal bloom modelling near estuaries",
        "linear algebra",
        "World War Z",
        "law of segregation",
        "fuel cells",
        "history of computers",
        "lava lamps",
        "",
        "🦖",
        "光合作用"
      })
  void whatIsNotKnownIsNotMistakenForSomethingElse(String topic) {
    assertThat(library.find(topic).inDepth()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "The French Revolution, history",
    "Rust programming, computing",
    "Magnetism and electricity, science",
    "Long division, mathematics",
    "Romeo and Juliet, arts",
    "Knitting, general",
  })
  void unknownTopicsGetTheGuideOfTheirFamily(String topic, String id) {
    Material guide = library.find(topic);

    assertThat(guide.inDepth()).isFalse();
    assertThat(guide.id()).isEqualTo(id);
  }

  @Test
  void everyTopicIsFoundByItsTitle() {
    assertThat(library.topics())
        .allSatisfy(topic -> assertThat(library.find(topic.title())).isEqualTo(topic));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void topicsHaveWhatEveryFormatNeeds(Material topic) {
    assertThat(topic.terms()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(topic.questions()).filteredOn(Material.Question::forYoung).hasSizeBetween(2, 4);
    assertThat(topic.questions())
        .filteredOn(question -> !question.forYoung())
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(topic.bridge()).contains("{interest}");
    assertThat(topic.project()).contains("{interest}");
    assertThat(topic.idea().young()).isNotEqualTo(topic.idea().older());
  }

  @ParameterizedTest
  @MethodSource("topics")
  void optionsOfAQuestionDiffer(Material topic) {
    for (Material.Question question : topic.questions()) {
      Set<String> options = new HashSet<>(question.wrong());
      options.add(question.answer());

      assertThat(question.wrong()).as(question.ask()).hasSize(3);
      assertThat(options).as(question.ask()).hasSize(4);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void meaningsDoNotGiveTheirWordAway(Material topic) {
    for (Material.Term term : topic.terms()) {
      List<String> word = Words.of(term.term());

      assertThat(Words.of(term.meaning().young())).as(term.term()).doesNotContainSequence(word);
      assertThat(Words.of(term.meaning().older())).as(term.term()).doesNotContainSequence(word);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theYoungAreSpokenToInShortSentences(Material topic) {
    for (Material.Section section : topic.sections()) {
      for (String sentence : section.body().young().split("[.!?:] ", -1)) {
        assertThat(sentence.split(" ", -1)).as(sentence).hasSizeLessThanOrEqualTo(22);
      }
    }
  }

  static Stream<Material> topics() {
    return Library.shared().topics().stream();
  }
}
