package dev.millrace.worker.provider.document;

import static dev.millrace.worker.provider.document.MarkdownRenderer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** A quiz, with the answer key last. */
final class QuizPage {
  private QuizPage() {}

  static void write(Markdown page, JsonNode quiz) {
    page.paragraph(text(quiz, "instructions"));
    page.heading(2, "Questions");
    int number = 0;
    for (JsonNode question : quiz.path("questions")) {
      number++;
      page.heading(3, number + ". " + text(question, "prompt"));
      options(page, question.path("options"));
    }
    JsonNode openQuestions = quiz.path("open_questions");
    if (!openQuestions.isEmpty()) {
      page.heading(2, "In your own words");
      page.numbered(openQuestions, "prompt");
    }
    page.heading(2, "Answer key");
    for (JsonNode question : quiz.path("questions")) {
      page.numberedItem(correctLabel(question), text(question, "explanation"));
    }
    page.end();
    if (!openQuestions.isEmpty()) {
      page.heading(3, "What to look for in the open answers");
      page.numbered(openQuestions, "look_for");
    }
  }

  private static void options(Markdown page, JsonNode options) {
    for (int position = 0; position < options.size(); position++) {
      page.bullet(label(position), text(options.path(position), "text"));
    }
    page.end();
  }

  private static String correctLabel(JsonNode question) {
    JsonNode options = question.path("options");
    for (int position = 0; position < options.size(); position++) {
      if (options.path(position).path("correct").asBoolean()) {
        return label(position);
      }
    }
    throw new IllegalArgumentException("a question has no correct option");
  }

  private static String label(int position) {
    return String.valueOf((char) ('A' + position));
  }
}
