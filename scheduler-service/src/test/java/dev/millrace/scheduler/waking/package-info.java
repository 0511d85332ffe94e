@NullMarked
package dev.millrace.scheduler.waking;

import org.jspecify.annotations.NullMarked;
