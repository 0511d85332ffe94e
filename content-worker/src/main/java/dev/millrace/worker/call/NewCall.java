package dev.millrace.worker.call;

import dev.millrace.providercall.SubjectTable;
import dev.millrace.worker.model.ModelName;
import java.util.UUID;

/**
 * A call that is about to be made.
 *
 * @param kind what is asked for: the prompt's name, or {@code image}
 * @param source where the answer comes from
 */
record NewCall(
    UUID id,
    CallSite site,
    ModelName model,
    String kind,
    String promptVersion,
    WorkHash work,
    Estimate estimate,
    Source source) {
  /** Where an answer comes from. */
  enum Source {
    /** From the model. */
    MODEL,
    /** From a model that can be asked for what it was ordered before. */
    RESUMABLE_MODEL,
    /** It is there already: nothing is called. */
    CACHE
  }

  UUID subject() {
    return site.lease().id();
  }

  UUID token() {
    return site.lease().token();
  }

  SubjectTable table() {
    return table(site);
  }

  static SubjectTable table(CallSite site) {
    return switch (site.subject()) {
      case CONTENT_REQUEST -> SubjectTable.CONTENT_REQUEST;
      case AGENT_RUN -> SubjectTable.AGENT_RUN;
      case CATALOG_RUN -> SubjectTable.CATALOG_RUN;
      case CATALOG_JOB -> SubjectTable.CATALOG_JOB;
    };
  }
}
