package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobType;
import dev.millrace.lease.Lease;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that this worker holds the lease of, and, if it is to change its exercise, the lock too.
 *
 * @param exerciseId null for an add
 * @param changes what was asked for; empty when that is to be planned
 * @param attempt from 1
 */
record ClaimedJob(
    Lease lease,
    JobType type,
    JobMode mode,
    @Nullable UUID exerciseId,
    String finding,
    String reason,
    ObjectNode changes,
    String filedBy,
    String organizationId,
    int attempt,
    int maxAttempts,
    int replans) {}
