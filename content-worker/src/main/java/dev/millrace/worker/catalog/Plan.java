package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in an exercise, and who thought so.
 *
 * @param changes the fields, and what they are to say
 * @param reason a sentence
 * @param planner who planned it: {@code job} when the job said so itself, else the provider
 * @param promptVersion null when no model was asked
 * @param cost of planning, in US dollars
 */
record Plan(
    ObjectNode changes,
    String reason,
    String planner,
    @Nullable String promptVersion,
    BigDecimal cost) {
  /** As it is stored with the job, and as the verdict of the change. */
  ObjectNode document(String finding) {
    ObjectNode document = ContentRequestCodec.emptyObject();
    document.put("finding", finding);
    document.put("reason", reason);
    document.put("planner", planner);
    if (promptVersion != null) {
      document.put("prompt_version", promptVersion);
    }
    document.set("changes", changes);
    return document;
  }
}
