/**
 * Jobs of type {@code http}: a signed POST to an address that the operator has allowed. {@link
 * dev.millrace.scheduler.http.HttpScheduledJob} is what schedules ask for.
 */
@NullMarked
package dev.millrace.scheduler.http;

import org.jspecify.annotations.NullMarked;
