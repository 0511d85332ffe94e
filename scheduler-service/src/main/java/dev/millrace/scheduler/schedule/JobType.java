package dev.millrace.scheduler.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a schedule can fire. */
public enum JobType {
  /** A content request, with the fire's execution key as its correlation id. */
  CONTENT_REQUEST("content-request", Way.REQUEST, ""),
  /** A message that asks for an agent run, with the execution key as its correlation id. */
  AGENT_RUN("agent-run", Way.COMMAND, "agent-runs"),
  /** A command to content-worker: apply the catalog's jobs. */
  CATALOG_WORKER("catalog-worker", Way.COMMAND, "scheduler-ticks"),
  /** A command to content-worker: review the catalog. */
  CATALOG_REVIEW("catalog-review", Way.COMMAND, "scheduler-ticks"),
  /** A command to content-worker: archive what has ended. */
  CATALOG_CLEANUP("catalog-cleanup", Way.COMMAND, "scheduler-ticks"),
  /** A command to content-worker: free what is stuck. */
  CATALOG_WATCHDOG("catalog-watchdog", Way.COMMAND, "scheduler-ticks"),
  /** A signed POST to an allowed address, made by this service under a lease. */
  HTTP("http", Way.EXECUTION, "");

  /** How a fire reaches whoever does the work. */
  public enum Way {
    /** As a row of {@code content_requests}, which is its own outbox. */
    REQUEST,
    /** As a message whose outbox is the row of the ledger. */
    COMMAND,
    /** As a row of {@code schedule_executions}, which this service works on itself. */
    EXECUTION
  }

  private final String wireName;
  private final Way way;
  private final String topic;

  JobType(String wireName, Way way, String topic) {
    this.wireName = wireName;
    this.way = way;
    this.topic = topic;
  }

  /** The name in JSON and in the database. */
  public String wireName() {
    return wireName;
  }

  /** How it is delivered. */
  public Way way() {
    return way;
  }

  /** The topic of a command; empty for what is none. */
  public String topic() {
    return topic;
  }

  /** The type of a name. */
  public static Optional<JobType> of(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
  }

  /** All names. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(JobType::wireName).toList();
  }
}
