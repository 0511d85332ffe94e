package dev.millrace.scheduler.storage.json;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What a caller did to a schedule. */
record StoredCall(
    UUID id,
    String organizationId,
    String actor,
    String action,
    String target,
    Map<String, String> detail,
    Instant createdAt) {}
