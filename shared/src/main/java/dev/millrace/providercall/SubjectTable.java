package dev.millrace.providercall;

/**
 * The tables whose rows call models. Each has the columns {@code id}, {@code lease_token} and
 * {@code lease_until}: the right to call.
 */
public enum SubjectTable {
  CONTENT_REQUEST("content_request", "content_requests"),
  AGENT_RUN("agent_run", "agent_runs"),
  CATALOG_RUN("catalog_run", "catalog_run_history"),
  CATALOG_JOB("catalog_job", "catalog_jobs");

  private final String wireName;
  private final String table;

  SubjectTable(String wireName, String table) {
    this.wireName = wireName;
    this.table = table;
  }

  /** What {@code provider_calls.subject_kind} says. */
  public String wireName() {
    return wireName;
  }

  /** The table's name, for a statement. */
  public String table() {
    return table;
  }
}
