/** Where schedules, their ledger and their runs are kept: the port that the rest stands on. */
@NullMarked
package dev.millrace.scheduler.storage;

import org.jspecify.annotations.NullMarked;
