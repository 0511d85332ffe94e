/** The row as its own outbox: publication after the commit, and the sweep that repeats it. */
@NullMarked
package dev.millrace.dispatch;

import org.jspecify.annotations.NullMarked;
