package dev.millrace.worker.provider.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.worker.provider.offline.Material.Section;

/** Writes summaries. */
final class SummaryWriter {
  private SummaryWriter() {}

  static ObjectNode write(Draft draft) {
    Material material = draft.material();
    ObjectNode summary = draft.document("Summary: " + draft.name());
    summary.put("overview", draft.hook());
    keyPoints(summary.putArray("key_points"), draft);
    Parts.terms(summary.putArray("terms"), draft);
    Parts.misconceptions(summary.putArray("watch_out"), draft);
    summary.put("takeaway", draft.words(material.idea()));
    return summary;
  }

  private static void keyPoints(ArrayNode points, Draft draft) {
    draft.material().sections().forEach(section -> points.add(draft.words(section.point())));
    Section deeper = draft.material().deeper();
    if (deeper != null && draft.audience().wantsDepth()) {
      points.add(draft.words(deeper.point()));
    }
  }
}
