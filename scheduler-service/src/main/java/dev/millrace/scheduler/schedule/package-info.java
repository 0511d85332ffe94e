/** Schedules: what they are, when their slots are, and the table that holds them. */
@NullMarked
package dev.millrace.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
