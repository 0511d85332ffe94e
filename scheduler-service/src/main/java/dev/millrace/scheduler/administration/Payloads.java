package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.FieldReader;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.problem.Violation;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.InvalidAgentRun;
import dev.millrace.scheduler.http.HttpJobs;
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

  /** What an {@code http} job can be told. */
  private static final List<String> OF_HTTP = List.of("url", "body");

  private final HttpJobs http;

  Payloads(HttpJobs http) {
    this.http = http;
  }

  /** Remembers in the fields what is wrong with a payload. */
  void check(JobType type, ObjectNode payload, FieldReader fields) {
    fields.checkStorable("/payload", payload, DEEPEST);
    if (payload.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      fields.refuse("/payload", "A payload may take " + MOST_BYTES + " bytes.");
    }
    switch (type) {
      case CONTENT_REQUEST -> checkContentRequest(payload, fields);
      case AGENT_RUN -> checkAgentRun(payload, fields);
      case HTTP -> checkHttp(payload, fields);
      case CATALOG_WORKER, CATALOG_REVIEW, CATALOG_CLEANUP, CATALOG_WATCHDOG -> {
        // Their commands have defaults for everything.
      }
    }
  }

  private static void checkAgentRun(ObjectNode payload, FieldReader fields) {
    refuseDecided(payload, fields);
    require(payload, "prompt", "what the agents are to do", fields);
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
      for (Violation each : invalid.violations()) {
        fields.refuse("/payload" + each.pointer(), each.message());
      }
    }
  }

  private void checkHttp(ObjectNode payload, FieldReader fields) {
    require(payload, "url", "where to post to", fields);
    if (payload.path("url").isTextual() && !payload.path("url").textValue().isBlank()) {
      http.objection(payload.path("url").textValue())
          .ifPresent(fault -> fields.refuse("/payload/url", fault));
    }
    if (payload.has("body") && !payload.get("body").isObject()) {
      fields.refuse("/payload/body", "This must be a JSON object.");
    }
    payload
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!OF_HTTP.contains(name)) {
                fields.refuse("/payload/" + name, "There is no such field here.");
              }
            });
  }

  private static void require(ObjectNode payload, String name, String what, FieldReader fields) {
    if (!payload.path(name).isTextual() || payload.path(name).textValue().isBlank()) {
      fields.refuse("/payload/" + name, "This field is required: " + what + ".");
    }
  }
}
