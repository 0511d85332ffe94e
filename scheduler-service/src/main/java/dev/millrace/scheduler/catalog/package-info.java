/** The schedules of the exercise catalog, where no other scheduler starts its jobs. */
@NullMarked
package dev.millrace.scheduler.catalog;

import org.jspecify.annotations.NullMarked;
