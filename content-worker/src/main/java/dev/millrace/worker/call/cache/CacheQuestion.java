package dev.millrace.worker.call.cache;

import dev.millrace.providercall.SubjectTable;
import java.util.UUID;

/**
 * Whether there is an answer.
 *
 * @param subject the row on whose behalf it is asked; one whose {@code metadata} say {@code
 *     "cache": "off"} wants a new answer
 */
public record CacheQuestion(CacheKey key, SubjectTable table, UUID subject) {}
