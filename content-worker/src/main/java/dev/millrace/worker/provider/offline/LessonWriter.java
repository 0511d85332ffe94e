package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.offline.Material.Example;
import dev.millrace.worker.provider.offline.Material.Question;
import dev.millrace.worker.provider.offline.Material.Section;
import java.util.List;

/** Writes lessons. */
final class LessonWriter {
  private static final String FOR_COLLEGE =
      "Find a university textbook chapter or a review article on the topic. Note one statement above"
          + " that it refines or limits, and say how.";

  private LessonWriter() {}

  static ObjectNode write(Draft draft) {
    Material material = draft.material();
    ObjectNode lesson = draft.document(title(draft));
    draft.fill(lesson.putArray("objectives"), material.goals().forAudience(draft.audience()));
    lesson.put("hook", draft.hook());
    sections(lesson.putArray("sections"), draft);
    example(lesson.putObject("worked_example"), draft);
    checks(lesson.putArray("check_for_understanding"), draft);
    Parts.terms(lesson.putArray("vocabulary"), draft);
    Parts.misconceptions(lesson.putArray("misconceptions"), draft);
    practice(lesson.putArray("practice"), draft);
    further(lesson.putArray("further_questions"), draft);
    return lesson;
  }

  private static String title(Draft draft) {
    String tagline = draft.material().tagline();
    return tagline.isEmpty() ? draft.name() : draft.name() + ": " + draft.words(tagline);
  }

  private static void sections(ArrayNode sections, Draft draft) {
    draft.material().sections().stream()
        .limit(draft.audience().sections())
        .forEach(section -> section(sections.addObject(), section, draft));
    Section deeper = draft.material().deeper();
    if (deeper != null && draft.audience().wantsDepth()) {
      section(sections.addObject(), deeper, draft);
    }
  }

  private static void section(ObjectNode node, Section section, Draft draft) {
    node.put("heading", draft.words(section.heading()));
    node.put("body", draft.words(section.body()));
    node.put("code", section.code());
  }

  private static void example(ObjectNode node, Draft draft) {
    Example example = draft.material().example().forAudience(draft.audience());
    node.put("problem", draft.words(example.problem()));
    draft.fill(node.putArray("steps"), example.steps());
    node.put("code", example.code());
    node.put("result", draft.words(example.result()));
  }

  private static void checks(ArrayNode checks, Draft draft) {
    Parts.checks(draft).forEach(question -> check(checks.addObject(), question, draft));
  }

  private static void check(ObjectNode check, Question question, Draft draft) {
    check.put("question", draft.words(question.ask()));
    check.put("answer", Parts.fullAnswer(question, draft));
  }

  private static void practice(ArrayNode practice, Draft draft) {
    draft.fill(practice, draft.material().practice().forAudience(draft.audience()));
    if (draft.hasInterests()) {
      practice.add(draft.project());
    }
    switch (draft.audience()) {
      case EARLY -> practice.add("Tell a grown-up one thing you found out today.");
      case COLLEGE -> {
        if (draft.material().inDepth()) {
          practice.add(FOR_COLLEGE);
        }
      }
      case ELEMENTARY, MIDDLE, HIGH -> {}
    }
  }

  private static void further(ArrayNode questions, Draft draft) {
    List<String> further = draft.material().further();
    draft.fill(questions, draft.audience() == Audience.EARLY ? further.subList(0, 1) : further);
  }
}
