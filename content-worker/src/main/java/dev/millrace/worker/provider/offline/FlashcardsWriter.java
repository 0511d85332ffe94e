package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.offline.Material.Myth;
import dev.millrace.worker.provider.offline.Material.Term;

/** Writes decks: the words, then questions, then beliefs to judge. */
final class FlashcardsWriter {
  private FlashcardsWriter() {}

  static ObjectNode write(Draft draft) {
    ObjectNode deck = draft.document("Flashcards: " + draft.name());
    deck.put("instructions", instructions(draft));
    ArrayNode cards = deck.putArray("cards");
    for (Term term : Parts.terms(draft)) {
      card(
          cards,
          "term",
          "What does “" + draft.words(term.term()) + "” mean?",
          draft.words(term.meaning()));
    }
    Parts.questions(draft)
        .forEach(
            question ->
                card(
                    cards,
                    "question",
                    draft.words(question.ask()),
                    Parts.fullAnswer(question, draft)));
    for (Myth myth : Parts.myths(draft)) {
      card(
          cards,
          "true_or_false",
          "True or false? " + draft.words(myth.belief()),
          "False. " + draft.words(myth.truth()));
    }
    return deck;
  }

  private static String instructions(Draft draft) {
    if (draft.audience() == Audience.EARLY) {
      return "A grown-up reads the front. Say your answer out loud, then turn the card over.";
    }
    String instructions =
        "Answer out loud or on paper before you turn a card over. Put the cards you missed aside and"
            + " go through them again tomorrow, and once more in a week.";
    return draft.hasInterests()
        ? instructions + draft.words(" Then make one card of your own that uses {interest}.")
        : instructions;
  }

  private static void card(ArrayNode cards, String kind, String front, String back) {
    cards.addObject().put("kind", kind).put("front", front).put("back", back);
  }
}
