/** The tick: what is due is decided, recorded, advanced in one transaction, and then published. */
@NullMarked
package dev.millrace.scheduler.tick;

import org.jspecify.annotations.NullMarked;
