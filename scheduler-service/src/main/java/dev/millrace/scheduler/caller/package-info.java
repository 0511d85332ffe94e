/**
 * Who may call for a tick: Cloud Scheduler by its service account, and whoever knows the cron
 * secret. A controller says {@code @CheckedBy(TickCallers.class)}.
 */
@NullMarked
package dev.millrace.scheduler.caller;

import org.jspecify.annotations.NullMarked;
