@NullMarked
package dev.millrace.scheduler.tick;

import org.jspecify.annotations.NullMarked;
