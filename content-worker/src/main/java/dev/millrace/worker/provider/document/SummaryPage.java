package dev.millrace.worker.provider.document;

import static dev.millrace.worker.provider.document.MarkdownRenderer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** A summary: one screen that can be read the evening before. */
final class SummaryPage {
  private SummaryPage() {}

  static void write(Markdown page, JsonNode summary) {
    page.paragraph(text(summary, "overview"));
    page.heading(2, "Key points");
    page.bullets(summary.path("key_points"));
    page.heading(2, "Words to know");
    MarkdownRenderer.terms(page, summary.path("terms"));
    MarkdownRenderer.misconceptions(page, summary.path("watch_out"));
    page.heading(2, "If you remember one thing");
    page.paragraph(text(summary, "takeaway"));
  }
}
