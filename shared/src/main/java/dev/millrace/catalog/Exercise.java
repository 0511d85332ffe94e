package dev.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An exercise of the catalog.
 *
 * @param version 1 when it is added, and one more with each change
 * @param reviewedAt when this very version was reviewed; null when it was not
 */
@Introspected
public record Exercise(
    UUID id,
    int version,
    @JsonUnwrapped ExerciseContent content,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant reviewedAt) {}
