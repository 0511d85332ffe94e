package dev.millrace.scheduler.tick;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.InvalidContentRequest;
import dev.millrace.content.NewContentRequest;
import dev.millrace.scheduler.schedule.JobType;
import dev.millrace.scheduler.schedule.Schedule;
import dev.millrace.scheduler.storage.NewDecision;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One slot that fires.
 *
 * @param intake the content request that it asks for; null for other jobs
 * @param fault why it cannot be fired after all; null when it can
 */
record Fire(
    Schedule schedule, Instant dueAt, String key, @Nullable Intake intake, @Nullable String fault) {

  static Fire of(Schedule schedule, Instant dueAt) {
    String key = schedule.key(dueAt).toString();
    if (!schedule.definition().jobType().equals(JobType.CONTENT_REQUEST)) {
      return new Fire(schedule, dueAt, key, null, null);
    }
    try {
      return new Fire(schedule, dueAt, key, intake(schedule, key), null);
    } catch (InvalidContentRequest invalid) {
      return new Fire(schedule, dueAt, key, null, invalid.getMessage());
    }
  }

  JobType jobType() {
    return schedule.definition().jobType();
  }

  ObjectNode payload() {
    return schedule.definition().payload();
  }

  NewDecision decision() {
    return NewDecision.fired(schedule, dueAt, key, fault);
  }

  ScheduledCommand command() {
    return new ScheduledCommand(
        key, schedule.organizationId(), jobType().wireName(), dueAt, payload());
  }

  private static Intake intake(Schedule schedule, String key) throws InvalidContentRequest {
    NewContentRequest asked = ContentRequestCodec.decode(schedule.definition().payload());
    UUID id = ContentRequestRepository.newId();
    NewContentRequest request =
        new NewContentRequest(
            id,
            key,
            schedule.organizationId(),
            asked.studentId(),
            asked.topic(),
            asked.gradeLevel(),
            asked.format(),
            asked.interests(),
            null,
            null,
            asked.metadata());
    return new Intake(id, schedule.organizationId(), key, request, null);
  }
}
