package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.offline.Material.Myth;
import dev.millrace.worker.provider.offline.Material.Question;
import dev.millrace.worker.provider.offline.Material.Term;
import java.util.List;

/** What several formats have in common. */
final class Parts {
  private Parts() {}

  static List<Term> terms(Draft draft) {
    List<Term> terms = draft.material().terms();
    return terms.subList(0, Math.min(terms.size(), draft.audience().terms()));
  }

  static void terms(ArrayNode array, Draft draft) {
    for (Term term : terms(draft)) {
      ObjectNode node = array.addObject();
      node.put("term", draft.words(term.term()));
      node.put("definition", draft.words(term.meaning()));
    }
  }

  /** What is easy to get wrong; the youngest are left to get it right first. */
  static List<Myth> myths(Draft draft) {
    return draft.audience() == Audience.EARLY ? List.of() : draft.material().myths();
  }

  static void misconceptions(ArrayNode array, Draft draft) {
    for (Myth myth : myths(draft)) {
      ObjectNode node = array.addObject();
      node.put("belief", draft.words(myth.belief()));
      node.put("correction", draft.words(myth.truth()));
    }
  }

  /** The questions that suit the audience, the easier first. */
  static List<Question> questions(Draft draft) {
    List<Question> questions = draft.material().questions();
    if (draft.audience().isYoung()) {
      return questions.stream().filter(Question::forYoung).toList();
    }
    return needsWarmUp(draft)
        ? questions
        : questions.stream().filter(question -> !question.forYoung()).toList();
  }

  /** A few questions for a lesson, at the height of the audience. */
  static List<Question> checks(Draft draft) {
    return questions(draft).stream()
        .filter(question -> question.forYoung() == draft.audience().isYoung())
        .limit(draft.audience().checks())
        .toList();
  }

  /** An adult is not asked what a book is. */
  private static boolean needsWarmUp(Draft draft) {
    return draft.material().inDepth() && draft.audience() != Audience.COLLEGE;
  }

  static String fullAnswer(Question question, Draft draft) {
    return draft.words(question.answer()) + ". " + draft.words(question.why());
  }
}
