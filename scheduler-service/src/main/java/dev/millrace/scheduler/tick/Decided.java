package dev.millrace.scheduler.tick;

import io.micronaut.core.annotation.Introspected;

/** What a shadow tick decided about slots: how many would fire, would not, and would wait. */
@Introspected
public record Decided(long fired, long skipped, long deferred) {}
