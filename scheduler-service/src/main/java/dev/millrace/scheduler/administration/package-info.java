/** {@code /v1/schedules}: what owners of schedules see and do. */
@NullMarked
package dev.millrace.scheduler.administration;

import org.jspecify.annotations.NullMarked;
