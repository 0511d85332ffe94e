package dev.millrace.worker.cli;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.processor.ScheduledMethodProcessor;
import jakarta.inject.Singleton;

/**
 * In the place of what runs the service's periodic work. A command is no worker: it must not sweep,
 * nor tell by its heartbeat that a worker lives, or none would be started while it goes on.
 */
@Singleton
@Replaces(ScheduledMethodProcessor.class)
@Requires(property = NothingScheduled.PROPERTY, value = "true")
final class NothingScheduled {
  /** Set to true by commands. */
  static final String PROPERTY = "millrace.worker.command-only";
}
