package dev.millrace.worker.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Finished content.
 *
 * @param document meets the schema of its format; the receiver may not change it
 * @param markdown the document, rendered
 * @param promptVersion which prompt or library made it, so that results can be compared later
 */
public record Generation(
    ObjectNode document,
    String markdown,
    String provider,
    String model,
    String promptVersion,
    Usage usage) {}
