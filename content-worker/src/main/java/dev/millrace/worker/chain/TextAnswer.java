package dev.millrace.worker.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.worker.model.ModelName;
import dev.millrace.worker.provider.Usage;

/**
 * A valid answer.
 *
 * @param document what was said: an object that meets the prompt's schema, or a text node where
 *     there is none
 * @param usage of every call that led to it, failed ones and the repair included
 */
public record TextAnswer(JsonNode document, ModelName model, String promptVersion, Usage usage) {}
