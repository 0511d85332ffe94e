/** The scheduler service. */
@NullMarked
package dev.millrace.scheduler;

import org.jspecify.annotations.NullMarked;
