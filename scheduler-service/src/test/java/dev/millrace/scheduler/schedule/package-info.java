@NullMarked
package dev.millrace.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
