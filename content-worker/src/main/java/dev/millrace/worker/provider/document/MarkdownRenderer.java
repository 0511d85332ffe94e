package dev.millrace.worker.provider.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.content.ContentFormat;

/**
 * Turns valid documents into Markdown (CommonMark). Every text of a document is plain text and is
 * escaped, so that neither a requester's topic nor a model's answer can bring in markup.
 */
public final class MarkdownRenderer {
  private MarkdownRenderer() {}

  /** Renders a document that meets the schema of the format. */
  public static String render(ContentFormat format, JsonNode document) {
    Markdown page = new Markdown();
    head(page, document);
    switch (format) {
      case LESSON -> LessonPage.write(page, document);
      case QUIZ -> QuizPage.write(page, document);
      case SUMMARY -> SummaryPage.write(page, document);
      case FLASHCARDS -> FlashcardsPage.write(page, document);
    }
    return page.toString();
  }

  private static void head(Markdown page, JsonNode document) {
    page.heading(1, text(document, "title"));
    page.labelled("Topic", text(document, "topic"));
    page.labelled("Level", text(document, "grade_level"));
    page.quote(text(document, "source_note"));
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  static void terms(Markdown page, JsonNode terms) {
    for (JsonNode term : terms) {
      page.bullet(text(term, "term"), text(term, "definition"));
    }
    page.end();
  }

  static void misconceptions(Markdown page, JsonNode misconceptions) {
    if (misconceptions.isEmpty()) {
      return;
    }
    page.heading(2, "Easy to get wrong");
    for (JsonNode misconception : misconceptions) {
      page.bullet(
          "“" + text(misconception, "belief") + "”",
          "Not so. " + text(misconception, "correction"));
    }
    page.end();
  }
}
