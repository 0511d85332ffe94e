package dev.millrace.content;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way into the table: what is asked for, with everything decided that the document
 * may leave open.
 *
 * @param traceParent the W3C trace context that the request came with
 */
public record Intake(
    UUID id,
    String organizationId,
    String correlationId,
    NewContentRequest request,
    @Nullable String traceParent) {}
