/** Jobs that run in this service, each under a fenced lease. */
@NullMarked
package dev.millrace.scheduler.execution;

import org.jspecify.annotations.NullMarked;
