/** Schedules in Postgres, for any number of instances. */
@NullMarked
package dev.millrace.scheduler.storage.postgres;

import org.jspecify.annotations.NullMarked;
