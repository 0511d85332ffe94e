package dev.millrace.worker.provider.document;

import static dev.millrace.worker.provider.document.MarkdownRenderer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** A lesson, with the answers last so that a student can try first. */
final class LessonPage {
  private LessonPage() {}

  static void write(Markdown page, JsonNode lesson) {
    page.heading(2, "What you will be able to do");
    page.bullets(lesson.path("objectives"));
    page.heading(2, "Before we start");
    page.paragraph(text(lesson, "hook"));
    for (JsonNode section : lesson.path("sections")) {
      page.heading(2, text(section, "heading"));
      page.paragraph(text(section, "body"));
      page.code(text(section, "code"));
    }
    workedExample(page, lesson.path("worked_example"));
    page.heading(2, "Words to know");
    MarkdownRenderer.terms(page, lesson.path("vocabulary"));
    MarkdownRenderer.misconceptions(page, lesson.path("misconceptions"));
    page.heading(2, "Check your understanding");
    page.numbered(lesson.path("check_for_understanding"), "question");
    page.heading(2, "Practice");
    page.numbered(lesson.path("practice"));
    page.heading(2, "Questions to take further");
    page.bullets(lesson.path("further_questions"));
    page.heading(2, "Answers");
    page.numbered(lesson.path("check_for_understanding"), "answer");
  }

  private static void workedExample(Markdown page, JsonNode example) {
    page.heading(2, "Worked example");
    page.labelled("Problem", text(example, "problem"));
    page.numbered(example.path("steps"));
    page.code(text(example, "code"));
    page.labelled("Result", text(example, "result"));
  }
}
