package dev.millrace.worker.provider.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library holds on one topic, or, with {@code {topic}} in its texts, on how to investigate
 * any topic of a family. {@code {interest}} stands for something the student likes.
 *
 * @param inDepth whether this states facts about the topic
 * @param bridge leads from an interest to the topic
 * @param project a task that uses an interest
 * @param deeper for those who want depth, if there is more to say
 */
record Material(
    String id,
    boolean inDepth,
    String title,
    String tagline,
    ByAge<String> idea,
    ByAge<String> hook,
    String bridge,
    String project,
    ByAge<List<String>> goals,
    List<Section> sections,
    @Nullable Section deeper,
    List<Term> terms,
    ByAge<Example> example,
    List<Myth> myths,
    List<Question> questions,
    ByAge<List<String>> practice,
    List<String> further) {

  /** The same thing said to the young and to those who are older. */
  record ByAge<T>(T young, T older) {
    T forAudience(Audience audience) {
      return audience.isYoung() ? young : older;
    }
  }

  /**
   * A step in understanding the topic.
   *
   * @param point the step in one sentence
   * @param code source code to look at, often empty
   */
  record Section(String heading, String point, ByAge<String> body, String code) {}

  record Term(String term, ByAge<String> meaning) {}

  record Example(String problem, List<String> steps, String code, String result) {}

  record Myth(String belief, String truth) {}

  /**
   * A question that can also be asked without its options.
   *
   * @param forYoung whether those in elementary school can be asked
   */
  record Question(String ask, String answer, List<String> wrong, String why, boolean forYoung) {}
}
