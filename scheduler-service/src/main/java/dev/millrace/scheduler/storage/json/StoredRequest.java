package dev.millrace.scheduler.storage.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A content request that has been fired, and is no row yet.
 *
 * @param executionKey names the fire, and is the row's correlation id
 * @param document what is asked for
 */
record StoredRequest(
    String executionKey, String organizationId, ObjectNode document, Instant firedAt) {}
