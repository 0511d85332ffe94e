package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Problem;
import dev.millrace.problem.ProblemException;
import dev.millrace.problem.Violation;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Misfire;
import dev.millrace.scheduler.schedule.Overlap;
import dev.millrace.scheduler.schedule.Policies;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.schedule.Trigger;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON that describes a schedule, read and validated. */
final class ScheduleDocument {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(366);
  private static final int DEFAULT_MISFIRE_MAX = 10;

  private final FieldReader fields;
  private final Instant now;
  private final Payloads payloads;

  private ScheduleDocument(ObjectNode document, Instant now, Payloads payloads) {
    this.fields = new FieldReader(document);
    this.now = now;
    this.payloads = payloads;
  }

  /**
   * Parses a body.
   *
   * @throws ProblemException 400 when it is no JSON object
   */
  static ObjectNode parse(byte[] body) {
    try {
      JsonNode document = ContentRequestCodec.parse(body);
      if (document instanceof ObjectNode object) {
        return object;
      }
      throw ProblemException.malformedJson("The document must be a JSON object.");
    } catch (InvalidContentRequest malformed) {
      throw ProblemException.malformedJson(malformed.violations().getFirst().message());
    }
  }

  /**
   * What a document says.
   *
   * @throws ProblemException 422 with everything that is wrong with it
   */
  static Schedule.Definition read(ObjectNode document, Instant now, Payloads payloads) {
    return new ScheduleDocument(document, now, payloads).read();
  }

  private Schedule.Definition read() {
    String name = fields.requiredText("name", 128);
    String dedupeKey = fields.optionalText("dedupe_key", 255);
    JobType jobType = jobType();
    ObjectNode payload = fields.object("payload");
    if (jobType != null) {
      payloads.check(jobType, payload, fields);
    }
    Trigger trigger = new TriggerReader(fields, now).read();
    Policies policies = policies();
    if (trigger != null) {
      checkJitter(trigger, policies.jitter());
    }
    fields.refuseRemaining();
    throwIfInvalid();
    return new Schedule.Definition(
        name,
        dedupeKey,
        Objects.requireNonNull(jobType),
        payload,
        Objects.requireNonNull(trigger),
        policies);
  }

  private @Nullable JobType jobType() {
    JobType type =
        fields.optionalOneOf("job_type", payloads.jobs()::type, payloads.jobs().typeNames());
    if (type == null
        && fields.violations().stream().noneMatch(each -> each.pointer().equals("/job_type"))) {
      fields.refuse(
          "/job_type",
          "This field is required: one of " + String.join(", ", payloads.jobs().typeNames()) + ".");
    }
    return type;
  }

  private Policies policies() {
    Policies otherwise = Policies.DEFAULT;
    return new Policies(
        misfire(),
        orElse(
            fields.optionalOneOf("overlap", Overlap::of, List.of("allow", "skip", "queue")),
            otherwise.overlap()),
        orElse(fields.optionalNumber("max_attempts", 1, 20), otherwise.maxAttempts()),
        orElse(fields.optionalDuration("backoff", SECOND, HOUR), otherwise.backoff()),
        orElse(fields.optionalDuration("jitter", Duration.ZERO, HOUR), otherwise.jitter()),
        orElse(
            fields.optionalDuration("max_runtime", SECOND, Duration.ofDays(7)),
            otherwise.maxRuntime()));
  }

  private Misfire misfire() {
    Misfire.Policy policy =
        orElse(
            fields.optionalOneOf("misfire", Misfire.Policy::of, List.of("skip", "once", "all")),
            Misfire.Policy.ONCE);
    Integer max = fields.optionalNumber("misfire_max", 1, Misfire.MOST);
    Duration lateness = fields.optionalDuration("max_lateness", SECOND, YEAR);
    if (policy == Misfire.Policy.ALL) {
      return new Misfire(policy, max == null ? DEFAULT_MISFIRE_MAX : max, lateness);
    }
    if (max != null && max != 1) {
      fields.refuse("/misfire_max", "This is for misfire all only; leave it out.");
    }
    return new Misfire(policy, 1, lateness);
  }

  /** A slot whose jitter reached over the next one would fire out of turn. */
  private void checkJitter(Trigger trigger, Duration jitter) {
    Instant slot = trigger.after(now).orElse(null);
    for (int checked = 0; slot != null && checked < 10 && !jitter.isZero(); checked++) {
      Optional<Instant> next = trigger.after(slot);
      if (next.isPresent() && slot.plus(jitter).isAfter(next.get())) {
        fields.refuse(
            "/jitter",
            "This must not be longer than the time between two slots, here "
                + Duration.between(slot, next.get())
                + ".");
        return;
      }
      slot = next.orElse(null);
    }
  }

  private void throwIfInvalid() {
    List<Violation> violations = fields.violations();
    if (!violations.isEmpty()) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.UNPROCESSABLE_ENTITY,
                  "invalid-schedule",
                  "Invalid schedule",
                  "Correct what errors lists and send the schedule again.")
              .withErrors(violations));
    }
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
