/** The contract of commands that the scheduler publishes. */
@NullMarked
package dev.millrace.command;

import org.jspecify.annotations.NullMarked;
