package dev.millrace.scheduler.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a schedule can fire. Some types are known; every other name is of a job that runs in this
 * service, which may have been there only in the version that made the schedule.
 *
 * @param wireName the name in JSON and in the database
 * @param way how it is delivered
 * @param topic the topic of a command; empty for what is none
 */
public record JobType(String wireName, Way way, String topic) {
  /** What a name looks like; the schema holds rows to the same. */
  public static final String FORM = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  /** The longest name. */
  public static final int LONGEST = 64;

  /** A content request, with the fire's execution key as its correlation id. */
  public static final JobType CONTENT_REQUEST = new JobType("content-request", Way.REQUEST, "");

  /** A message that asks for an agent run, with the execution key as its correlation id. */
  public static final JobType AGENT_RUN = new JobType("agent-run", Way.COMMAND, "agent-runs");

  /** A command to content-worker: apply the catalog's jobs. */
  public static final JobType CATALOG_WORKER = command("catalog-worker");

  /** A command to content-worker: review the catalog. */
  public static final JobType CATALOG_REVIEW = command("catalog-review");

  /** A command to content-worker: archive what has ended. */
  public static final JobType CATALOG_CLEANUP = command("catalog-cleanup");

  /** A command to content-worker: free what is stuck. */
  public static final JobType CATALOG_WATCHDOG = command("catalog-watchdog");

  /** A command to content-worker: copy the catalog. */
  public static final JobType CATALOG_BACKUP = command("catalog-backup");

  /** A signed POST to an allowed address, made by this service under a lease. */
  public static final JobType HTTP = new JobType("http", Way.EXECUTION, "");

  private static final Pattern PATTERN = Pattern.compile(FORM);
  private static final List<JobType> PUBLISHED =
      List.of(
          CONTENT_REQUEST,
          AGENT_RUN,
          CATALOG_WORKER,
          CATALOG_REVIEW,
          CATALOG_CLEANUP,
          CATALOG_WATCHDOG,
          CATALOG_BACKUP);

  private static final Map<String, JobType> PUBLISHED_BY_NAME =
      PUBLISHED.stream().collect(Collectors.toUnmodifiableMap(JobType::wireName, type -> type));

  /** What content-worker is told to do by a command, and so must be there for. */
  public static final List<JobType> DONE_BY_WORKER =
      List.of(
          AGENT_RUN,
          CATALOG_WORKER,
          CATALOG_REVIEW,
          CATALOG_CLEANUP,
          CATALOG_WATCHDOG,
          CATALOG_BACKUP);

  /** How a fire reaches whoever does the work. */
  public enum Way {
    /** As a row of {@code content_requests}, which is its own outbox. */
    REQUEST,
    /** As a message whose outbox is the row of the ledger. */
    COMMAND,
    /** As a row of {@code schedule_executions}, which this service works on itself. */
    EXECUTION
  }

  /** The type of a name; empty for what cannot be one. */
  public static Optional<JobType> of(String wireName) {
    Optional<JobType> published = Optional.ofNullable(PUBLISHED_BY_NAME.get(wireName));
    return published.isPresent() || !isName(wireName)
        ? published
        : Optional.of(new JobType(wireName, Way.EXECUTION, ""));
  }

  /** The names of what others do, who are told by a message. */
  public static List<String> publishedNames() {
    return PUBLISHED.stream().map(JobType::wireName).toList();
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST && PATTERN.matcher(text).matches();
  }

  private static JobType command(String wireName) {
    return new JobType(wireName, Way.COMMAND, "scheduler-ticks");
  }
}
