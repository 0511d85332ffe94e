package dev.millrace.worker.adapter.offline.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalog.JobType;

/**
 * What a rule finds wrong with an exercise.
 *
 * @param priority 1 is first, 9 is last
 * @param changes the fields as they should be; empty when the rule does not know
 */
record Found(JobType type, String finding, String reason, int priority, ObjectNode changes) {}
