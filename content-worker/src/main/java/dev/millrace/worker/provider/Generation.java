package dev.millrace.worker.provider;

/**
 * Finished content.
 *
 * @param document JSON that meets the schema of its format
 * @param markdown the document, rendered
 * @param promptVersion which prompt or library made it, so that results can be compared later
 */
public record Generation(
    Utf8 document,
    Utf8 markdown,
    String provider,
    String model,
    String promptVersion,
    Usage usage) {}
