package dev.millrace.worker.call;

import dev.millrace.lease.Lease;

/**
 * On whose behalf a model is called, and under which right.
 *
 * @param lease on the row of the subject; no call begins, and none is settled, once it is lost
 * @param step what the call is for, such as {@code content} or {@code plan}
 * @param attempt the attempt of the subject that the call belongs to, from 1
 * @param isCacheUsed whether an equal answer that was bought before may be taken
 */
public record CallSite(
    String organizationId,
    Subject subject,
    Lease lease,
    String step,
    int attempt,
    boolean isCacheUsed) {
  /** The kinds of rows that call models. */
  public enum Subject {
    CONTENT_REQUEST,
    AGENT_RUN,
    CATALOG_RUN,
    CATALOG_JOB
  }
}
