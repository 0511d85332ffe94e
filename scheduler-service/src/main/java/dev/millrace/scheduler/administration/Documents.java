package dev.millrace.scheduler.administration;

import dev.millrace.scheduler.schedule.JobType;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers send, for the description of the API only: the documents themselves are read by
 * hand, strictly, and with every fault told at once.
 */
final class Documents {
  /** What can be fired. */
  static final String JOB_TYPES =
      "content-request, agent-run, catalog-worker, catalog-review, catalog-cleanup,"
          + " catalog-watchdog, catalog-backup, http, or a job that this installation has registered"
          + " besides.";

  /** A lesson each morning, by the clocks of its zone. */
  static final String BY_CRON =
      """
      {"name": "morning lesson", "cron": "30 7 * * MON-FRI", "time_zone": "Europe/London", "jitter": "PT30S",
       "misfire": "all", "misfire_max": 3, "job_type": "content-request",
       "payload": {"student_id": "student-1", "topic": "Tides", "grade_level": "9th Grade"}}
      """;

  /** A review every three hours, never two at once. */
  static final String BY_INTERVAL =
      """
      {"name": "review", "interval": "PT3H", "start_at": "2030-01-31T09:00:00Z", "overlap": "skip",
       "max_runtime": "PT4H", "job_type": "catalog-review"}
      """;

  /** A task for the agents, once. */
  static final String ONCE =
      """
      {"name": "winter pictures", "schedule_at": "2030-12-01T00:00:00Z", "max_lateness": "PT1H",
       "dedupe_key": "winter-pictures-2030", "job_type": "agent-run",
       "payload": {"prompt": "A red scarf on fresh snow", "shop": "shop-1", "kind": "product_image"}}
      """;

  /** Another time, and no more jitter. */
  static final String CHANGE =
      """
      {"cron": "0 8 * * MON-FRI", "time_zone": "America/New_York", "jitter": null}
      """;

  private Documents() {}

  /** Makes a schedule. */
  @Introspected
  @Schema(
      name = "NewSchedule",
      description =
          "What fires and when. Exactly one of cron, interval and schedule_at says when. Lengths of"
              + " time are whole seconds, as ISO 8601 writes them. A field that is not listed is"
              + " refused.",
      allOf = SchedulePatch.class,
      requiredProperties = {"name", "job_type"})
  record NewSchedule() {}

  /** Changes a schedule. */
  @Introspected
  @Schema(
      name = "SchedulePatch",
      description =
          "What is said of a schedule. As a merge patch (RFC 7396): what is absent stays, null"
              + " takes a field away, and a cron, interval or schedule_at takes the place of the"
              + " others.")
  record SchedulePatch(
      @Schema(maxLength = 128, example = "morning lesson") @Nullable String name,
      @Schema(
              description = "What fires: " + JOB_TYPES,
              type = "string",
              pattern = JobType.FORM,
              maxLength = JobType.LONGEST,
              example = "content-request")
          @Nullable String jobType,
      @Schema(
              description =
                  "What the job is told, at most 16 KiB: of a content-request, of an agent-run, of"
                      + " an http job, or what a catalog command or a registered job is told.",
              anyOf = {
                ContentPayload.class,
                RunPayload.class,
                CatalogPayload.class,
                HttpPayload.class
              })
          @Nullable Object payload,
      @Schema(
              maxLength = 200,
              example = "30 7 * * MON-FRI",
              description =
                  "Five fields, or six with seconds first; names, L, W, #, and @daily and its kin.")
          @Nullable String cron,
      @Schema(
              maxLength = 64,
              example = "Europe/London",
              description = "Whose clocks a cron expression means; UTC if absent. For cron only.")
          @Nullable String timeZone,
      @Schema(
              example = "PT15M",
              description = "The time from one slot to the next, PT1S to PT8784H.")
          @Nullable String interval,
      @Schema(
              description =
                  "The first slot of an interval; one interval from now if absent. For interval"
                      + " only.")
          @Nullable Instant startAt,
      @Schema(description = "The only slot. One that has passed fires at once.")
          @Nullable Instant scheduleAt,
      @Schema(
              description =
                  "What becomes of slots that no tick saw in time: once (if absent) fires the"
                      + " newest, all the newest misfire_max, skip none that is more than two"
                      + " minutes late.",
              type = "string",
              allowableValues = {"skip", "once", "all"})
          @Nullable String misfire,
      @Schema(
              minimum = "1",
              maximum = "100",
              defaultValue = "10",
              description = "For misfire all only.")
          @Nullable Integer misfireMax,
      @Schema(
              example = "PT1H",
              description = "A slot that is later than this does not fire, PT1S to PT8784H.")
          @Nullable String maxLateness,
      @Schema(
              description =
                  "What becomes of a slot while an older run has not ended: allow (if absent) fires"
                      + " it, skip does not, queue lets one wait.",
              type = "string",
              allowableValues = {"allow", "skip", "queue"})
          @Nullable String overlap,
      @Schema(
              minimum = "1",
              maximum = "20",
              defaultValue = "3",
              description = "How often a job that runs in this service is tried.")
          @Nullable Integer maxAttempts,
      @Schema(
              example = "PT10S",
              description =
                  "The pause after the first failure of such a job, PT1S to PT1H; it doubles. PT10S"
                      + " if absent.")
          @Nullable String backoff,
      @Schema(
              example = "PT30S",
              description =
                  "A fire is later than its slot by less than this, at most PT1H; none if absent.")
          @Nullable String jitter,
      @Schema(
              example = "PT1H",
              description =
                  "A run that has not reported its end after this is expired, PT1S to PT168H; PT1H"
                      + " if absent.")
          @Nullable String maxRuntime,
      @Schema(
              maxLength = 255,
              description =
                  "Your own name for the schedule; making one of the same key gives the one that is"
                      + " there.")
          @Nullable String dedupeKey) {}

  /** The payload of a content request. */
  @Introspected
  @Schema(
      name = "ContentPayload",
      description =
          "Of a content-request, as POST /v1/content-requests of agents-api takes it. Each fire"
              + " gives it an id and a correlation_id.")
  record ContentPayload(
      @Schema(maxLength = 128, example = "student-1") String studentId,
      @Schema(maxLength = 500, example = "Tides") String topic,
      @Schema(maxLength = 64, example = "9th Grade") String gradeLevel,
      @Schema(
              description = "lesson if absent.",
              type = "string",
              allowableValues = {"lesson", "quiz", "summary", "flashcards"})
          @Nullable String format,
      @Schema(description = "At most 20, of at most 100 characters.")
          @Nullable List<String> interests,
      @Schema(description = "Your own data.", type = "object", implementation = Object.class)
          @Nullable Object metadata) {}

  /** The payload of an agent run. */
  @Introspected
  @Schema(name = "RunPayload", description = "Of an agent-run; what else is there is passed on.")
  record RunPayload(
      @Schema(description = "What the agents are to do.", example = "A red scarf on fresh snow")
          String prompt,
      @Schema(
              description = "product_image if absent.",
              type = "string",
              allowableValues = {"product_image", "text", "chat"})
          @Nullable String kind,
      @Schema(description = "The shop that it is done for.") @Nullable String shop,
      @Schema(
              description = "Of the kind, such as width and height.",
              type = "object",
              implementation = Object.class)
          @Nullable Object parameters) {}

  /** The payload of a post to an address of the operator's list. */
  @Introspected
  @Schema(
      name = "HttpPayload",
      description = "Of http: posted, signed, to an address among SCHEDULER_HTTP_ALLOWED.")
  record HttpPayload(
      @Schema(description = "Where to post to.", example = "https://example.com/hooks/nightly")
          String url,
      @Schema(
              description = "What is posted; an empty object if absent.",
              type = "object",
              implementation = Object.class)
          @Nullable Object body) {}

  /** The payload of a command to the catalog. */
  @Introspected
  @Schema(
      name = "CatalogPayload",
      description = "Of a catalog command. Everything has a default; what is there is passed on.")
  record CatalogPayload() {}
}
