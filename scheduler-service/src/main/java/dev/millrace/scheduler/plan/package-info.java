/** Planning: what is decided about the slots of a schedule, as a pure function. */
@NullMarked
package dev.millrace.scheduler.plan;

import org.jspecify.annotations.NullMarked;
