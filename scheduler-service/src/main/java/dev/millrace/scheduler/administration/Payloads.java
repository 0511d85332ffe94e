package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Violation;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.scheduler.job.ScheduledJobs;
import dev.millrace.scheduler.schedule.JobType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What each job needs to be told, checked when a schedule is made and not when it fires. Safe for
 * use by many threads.
 */
@Singleton
final class Payloads {
  private static final int MOST_BYTES = 16 * 1024;
  private static final int DEEPEST = 16;

  /** What a fire decides for itself. */
  private static final List<String> DECIDED =
      List.of("id", "correlation_id", "organization_id", "not_before", "callback_url");

  private final ScheduledJobs jobs;

  Payloads(ScheduledJobs jobs) {
    this.jobs = jobs;
  }

  /** What there is to choose from. */
  ScheduledJobs jobs() {
    return jobs;
  }

  /** Remembers in the fields what is wrong with a payload. */
  void check(JobType type, ObjectNode payload, FieldReader fields) {
    fields.checkStorable("/payload", payload, DEEPEST);
    if (payload.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      fields.refuse("/payload", "A payload may take " + MOST_BYTES + " bytes.");
    }
    // The commands of the catalog have defaults for everything.
    if (type.equals(JobType.CONTENT_REQUEST)) {
      checkContentRequest(payload, fields);
    } else if (type.equals(JobType.AGENT_RUN)) {
      checkAgentRun(payload, fields);
    } else {
      jobs.find(type.wireName()).ifPresent(job -> refuse(job.objections(payload), fields));
    }
  }

  private static void checkAgentRun(ObjectNode payload, FieldReader fields) {
    refuseDecided(payload, fields);
    if (!payload.has("prompt")) {
      fields.refuse("/payload/prompt", "This field is required: what the agents are to do.");
    }
    try {
      AgentRunCodec.decode(payload);
    } catch (InvalidAgentRun invalid) {
      invalid.violations().stream()
          .filter(each -> payload.has("prompt") || !each.pointer().equals("/prompt"))
          .forEach(each -> fields.refuse("/payload" + each.pointer(), each.message()));
    }
  }

  private static void refuseDecided(ObjectNode payload, FieldReader fields) {
    for (String name : DECIDED) {
      if (payload.has(name)) {
        fields.refuse("/payload/" + name, "This cannot be given here; leave it out.");
      }
    }
  }

  private static void checkContentRequest(ObjectNode payload, FieldReader fields) {
    refuseDecided(payload, fields);
    try {
      ContentRequestCodec.decode(payload);
    } catch (InvalidContentRequest invalid) {
      refuse(invalid.violations(), fields);
    }
  }

  private static void refuse(List<Violation> violations, FieldReader fields) {
    for (Violation each : violations) {
      fields.refuse("/payload" + each.pointer(), each.message());
    }
  }
}
