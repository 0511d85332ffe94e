package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.offline.Material.Myth;
import dev.millrace.worker.provider.offline.Material.Question;
import dev.millrace.worker.provider.offline.Material.Term;
import java.util.ArrayList;
import java.util.List;

/** Writes quizzes: what was asked about the topic, then what its words mean. */
final class QuizWriter {

  private static final int WORD_QUESTIONS = 2;

  private record Option(String text, boolean correct) {}

  private QuizWriter() {}

  static ObjectNode write(Draft draft) {
    ObjectNode quiz = draft.document("Quiz: " + draft.name());
    quiz.put("instructions", instructions(draft));
    Draws draws = draft.draws();
    ArrayNode questions = quiz.putArray("questions");
    Parts.questions(draft).forEach(question -> question(questions, question, draft, draws));
    wordQuestions(questions, draft, draws);
    openQuestions(quiz.putArray("open_questions"), draft);
    return quiz;
  }

  private static String instructions(Draft draft) {
    return draft.audience() == Audience.EARLY
        ? "Read each question together with a grown-up. Point to the answer you think is best."
        : "Choose the best answer to each question. Try all of them before you look at the key, and"
            + " read the explanation of each one you were not sure about, even if you got it right.";
  }

  private static void question(ArrayNode questions, Question question, Draft draft, Draws draws) {
    List<Option> options = new ArrayList<>();
    options.add(new Option(draft.words(question.answer()), true));
    question.wrong().stream()
        .limit(wrongOptions(draft))
        .forEach(wrong -> options.add(new Option(draft.words(wrong), false)));
    add(questions, draft.words(question.ask()), options, draft.words(question.why()), draws);
  }

  /** Gives a meaning and asks for the word; the other words are the wrong options. */
  private static void wordQuestions(ArrayNode questions, Draft draft, Draws draws) {
    List<Term> terms = draws.shuffled(draft.material().terms());
    List<Term> asked = draws.shuffled(Parts.terms(draft));
    for (Term term : asked.subList(0, Math.min(WORD_QUESTIONS, asked.size()))) {
      List<Option> options = new ArrayList<>();
      options.add(new Option(draft.words(term.term()), true));
      List<Term> others =
          terms.stream().filter(each -> !each.equals(term)).limit(wrongOptions(draft)).toList();
      others.forEach(other -> options.add(new Option(draft.words(other.term()), false)));
      Term contrast = others.getFirst();
      String why =
          "That is “"
              + draft.words(term.term())
              + "”. Compare “"
              + draft.words(contrast.term())
              + "”: "
              + draft.words(contrast.meaning())
              + ".";
      add(
          questions,
          "Which word or phrase fits this meaning? “" + draft.words(term.meaning()) + "”",
          options,
          why,
          draws);
    }
  }

  private static int wrongOptions(Draft draft) {
    return draft.audience() == Audience.EARLY ? 2 : 3;
  }

  private static void add(
      ArrayNode questions, String prompt, List<Option> options, String why, Draws draws) {
    ObjectNode question = questions.addObject();
    question.put("prompt", prompt);
    ArrayNode array = question.putArray("options");
    for (Option option : draws.shuffled(options)) {
      array.addObject().put("text", option.text).put("correct", option.correct);
    }
    question.put("explanation", why);
  }

  private static void openQuestions(ArrayNode questions, Draft draft) {
    for (Myth myth : Parts.myths(draft)) {
      ObjectNode question = questions.addObject();
      question.put(
          "prompt",
          "A friend says: “" + draft.words(myth.belief()) + "” What would you say, and why?");
      question.put("look_for", draft.words(myth.truth()));
    }
  }
}
