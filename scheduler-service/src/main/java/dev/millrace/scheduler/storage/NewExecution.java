package dev.millrace.scheduler.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A fire whose job runs in this service. */
public record NewExecution(
    String key,
    UUID scheduleId,
    String organizationId,
    String jobType,
    ObjectNode payload,
    Instant dueAt,
    int maxAttempts,
    Duration backoff) {}
