/**
 * What an operator sees of a service: its name and version, log lines, traces and metrics.
 *
 * <p>Log lines are a constant message, an {@code event} and key-values; CloudLoggingEncoder writes
 * them as Cloud Logging reads them.
 */
@NullMarked
package dev.millrace.observability;

import org.jspecify.annotations.NullMarked;
