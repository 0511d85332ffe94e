package dev.millrace.scheduler.administration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.scheduler.schedule.Schedule;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Applies a merge patch (RFC 7396) to what a schedule's owner says of it. */
@Singleton
final class SchedulePatch {
  private static final Set<String> DEFINITION =
      Set.of(
          "name",
          "dedupe_key",
          "job_type",
          "payload",
          "cron",
          "time_zone",
          "interval",
          "start_at",
          "schedule_at",
          "misfire",
          "misfire_max",
          "max_lateness",
          "overlap",
          "max_attempts",
          "backoff",
          "jitter",
          "max_runtime");

  /** Each of them says when, and takes the place of the others. */
  private static final List<String> TRIGGERS = List.of("cron", "interval", "schedule_at");

  private final ObjectMapper json;

  SchedulePatch(ObjectMapper json) {
    this.json = json;
  }

  /** The document of the schedule as it will be; not validated yet. */
  ObjectNode apply(Schedule schedule, ObjectNode patch) {
    ObjectNode document = json.valueToTree(ScheduleResource.of(schedule, null));
    document.retain(DEFINITION);
    if (TRIGGERS.stream().anyMatch(patch::hasNonNull)) {
      document.remove(TRIGGERS);
      document.remove("start_at");
      if (!patch.hasNonNull("cron")) {
        document.remove("time_zone");
      }
    }
    if (patch.hasNonNull("misfire")) {
      document.remove("misfire_max");
    }
    return merge(document, patch);
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                target.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode inner
                  && target.get(field.getKey()) instanceof ObjectNode outer) {
                merge(outer, inner);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
    return target;
  }
}
