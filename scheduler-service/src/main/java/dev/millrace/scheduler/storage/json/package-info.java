/**
 * Schedules in files, for one instance: everything is in memory, and each unit of work is a line of
 * a journal.
 */
@NullMarked
package dev.millrace.scheduler.storage.json;

import org.jspecify.annotations.NullMarked;
