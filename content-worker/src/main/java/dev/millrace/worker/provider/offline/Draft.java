package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.Assignment;
import dev.millrace.worker.provider.offline.Material.ByAge;
import java.util.List;

/**
 * One piece of content in the making: the material, the audience, and the requester's words put
 * where the material has a place for them.
 */
final class Draft {

  private static final int LONGEST_TOPIC = 500;
  private static final int LONGEST_GRADE_LEVEL = 100;
  private static final int LONGEST_IN_A_SENTENCE = 80;
  private static final int LONGEST_INTEREST = 60;

  private static final String BRIDGE_FOR_EARLY =
      "You like {interest}, too. Wait and see how the two go together!";
  private static final String PROJECT_FOR_EARLY =
      "Draw one picture with {interest} and something that you learned today.";

  private final Assignment assignment;
  private final Material material;
  private final Audience audience;
  private final String topic;
  private final String topicInSentence;
  private final List<String> interests;

  Draft(Assignment assignment, Material material) {
    this.assignment = assignment;
    this.material = material;
    audience = Audience.of(assignment.gradeLevel());
    topic = PlainText.shorten(PlainText.clean(assignment.topic()), LONGEST_TOPIC);
    topicInSentence =
        topic.isEmpty() ? "this topic" : PlainText.shorten(topic, LONGEST_IN_A_SENTENCE);
    interests =
        assignment.interests().stream()
            .map(interest -> PlainText.shorten(PlainText.clean(interest), LONGEST_INTEREST))
            .filter(interest -> !interest.isEmpty())
            .toList();
  }

  Material material() {
    return material;
  }

  Audience audience() {
    return audience;
  }

  /** The hook, with an interest tied to it where there is one. */
  String hook() {
    String hook = words(material.hook());
    if (interests.isEmpty()) {
      return hook;
    }
    return hook + " " + words(audience == Audience.EARLY ? BRIDGE_FOR_EARLY : material.bridge());
  }

  /** A task that uses an interest, another than the hook where there is another. */
  String project() {
    return wordsWithInterest(
        audience == Audience.EARLY ? PROJECT_FOR_EARLY : material.project(), 1);
  }

  boolean hasInterests() {
    return !interests.isEmpty();
  }

  /** Draws that depend on the input alone. */
  Draws draws() {
    Draws draws = new Draws(0).and(topic).and(assignment.gradeLevel());
    draws.and(assignment.format().wireName());
    interests.forEach(draws::and);
    return draws;
  }

  /** The topic's name in a title. */
  String name() {
    return words(material.title());
  }

  /** Begins a document with what all formats have. */
  ObjectNode document(String title) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", assignment.format().wireName());
    document.put("title", title);
    document.put("topic", topic);
    document.put(
        "grade_level",
        PlainText.shorten(PlainText.clean(assignment.gradeLevel()), LONGEST_GRADE_LEVEL));
    document.put("source_note", sourceNote());
    return document;
  }

  String words(ByAge<String> texts) {
    return words(texts.forAudience(audience));
  }

  void fill(ArrayNode array, List<String> texts) {
    texts.forEach(text -> array.add(words(text)));
  }

  String words(String text) {
    return wordsWithInterest(text, 0);
  }

  /** The text with the requester's topic and the interest of that number, counted in a circle. */
  private String wordsWithInterest(String text, int number) {
    if (text.indexOf('{') < 0) {
      return text;
    }
    String interest =
        interests.isEmpty() ? "what you like" : interests.get(number % interests.size());
    return Slots.fill(text, topicInSentence, interest);
  }

  private String sourceNote() {
    if (!material.inDepth()) {
      return "Written by Millrace's offline provider, which does not know “"
          + topicInSentence
          + "” in depth. This is a guide to finding out: it states no facts about the topic itself.";
    }
    String note =
        "Written by Millrace's offline provider from its built-in library, without a language"
            + " model. Check what matters against your own textbook.";
    return isCalled(material.title())
        ? note
        : note
            + " You asked for “"
            + topicInSentence
            + "”; this covers “"
            + material.title()
            + "”.";
  }

  private boolean isCalled(String title) {
    return TopicIndex.meaningful(Words.of(topic)).equals(TopicIndex.meaningful(Words.of(title)));
  }
}
