/**
 * What can run in this service: every bean that is a {@link
 * dev.millrace.scheduler.job.ScheduledJob} is a job type.
 */
@NullMarked
package dev.millrace.scheduler.job;

import org.jspecify.annotations.NullMarked;
