package dev.millrace.worker.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The JSON Schema that an answer must meet.
 *
 * @param name letters, digits and underscores, as the APIs want it
 * @param schema not to be changed
 */
public record OutputSchema(String name, JsonNode schema) {}
