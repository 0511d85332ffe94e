@NullMarked
package dev.millrace.scheduler.job;

import org.jspecify.annotations.NullMarked;
