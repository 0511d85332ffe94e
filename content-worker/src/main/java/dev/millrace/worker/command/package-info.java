/** Commands of schedules: each execution key is carried out once, and its end reported. */
@NullMarked
package dev.millrace.worker.command;

import org.jspecify.annotations.NullMarked;
