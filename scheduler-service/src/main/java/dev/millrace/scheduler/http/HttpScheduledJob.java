package dev.millrace.scheduler.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.problem.Violation;
import dev.millrace.scheduler.job.JobOutcome;
import dev.millrace.scheduler.job.ScheduledJob;
import dev.millrace.scheduler.job.ScheduledRun;
import dev.millrace.scheduler.schedule.JobType;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Jobs of type {@code http}, as schedules ask for them. */
@Singleton
final class HttpScheduledJob implements ScheduledJob {
  private static final String URL = "url";
  private static final String BODY = "body";
  private static final Set<String> FIELDS = Set.of(URL, BODY);

  private final HttpJobs jobs;

  HttpScheduledJob(HttpJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public String type() {
    return JobType.HTTP.wireName();
  }

  @Override
  public List<Violation> objections(ObjectNode payload) {
    List<Violation> found = new ArrayList<>();
    JsonNode url = payload.path(URL);
    if (!url.isTextual() || url.textValue().isBlank()) {
      found.add(new Violation("/" + URL, "This field is required: where to post to."));
    } else {
      jobs.objection(url.textValue())
          .ifPresent(fault -> found.add(new Violation("/" + URL, fault)));
    }
    if (payload.has(BODY) && !payload.get(BODY).isObject()) {
      found.add(new Violation("/" + BODY, "This must be a JSON object."));
    }
    payload
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                found.add(
                    new Violation(
                        Violation.pointer(List.of(name)), "There is no such field here."));
              }
            });
    return found;
  }

  @Override
  public JobOutcome run(ScheduledRun run) {
    return jobs.run(HttpJob.of(run.executionKey(), run.payload()));
  }
}
