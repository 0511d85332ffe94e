package dev.millrace.worker.provider.document;

import static dev.millrace.worker.provider.document.MarkdownRenderer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** Flashcards, as a list that can be cut up or folded. */
final class FlashcardsPage {
  private FlashcardsPage() {}

  static void write(Markdown page, JsonNode deck) {
    page.paragraph(text(deck, "instructions"));
    int number = 0;
    for (JsonNode card : deck.path("cards")) {
      number++;
      page.heading(2, "Card " + number);
      page.labelled("Front", text(card, "front"));
      page.labelled("Back", text(card, "back"));
    }
  }
}
