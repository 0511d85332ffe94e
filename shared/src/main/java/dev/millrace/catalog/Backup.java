package dev.millrace.catalog;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** A copy of the whole catalog, as it was at one moment. */
@Introspected
public record Backup(String name, int exercises, String createdBy, Instant createdAt) {}
