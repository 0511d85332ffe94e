package dev.millrace.scheduler.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One attempt to do what a slot asks for.
 *
 * @param executionKey names the slot; the same in every attempt
 * @param dueAt the slot
 * @param attempt which one this is, from 1
 * @param maxAttempts after that many none follows
 * @param payload what the schedule's owner says of it, as it was when the slot fired
 */
public record ScheduledRun(
    String executionKey,
    UUID scheduleId,
    String organizationId,
    Instant dueAt,
    int attempt,
    int maxAttempts,
    ObjectNode payload) {}
