@NullMarked
package dev.millrace.scheduler.execution;

import org.jspecify.annotations.NullMarked;
