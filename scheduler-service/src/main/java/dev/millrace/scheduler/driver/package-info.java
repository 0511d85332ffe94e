/** What makes ticks come: a caller over HTTP, or a loop in this process. */
@NullMarked
package dev.millrace.scheduler.driver;

import org.jspecify.annotations.NullMarked;
