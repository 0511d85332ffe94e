@NullMarked
package dev.millrace.scheduler.plan;

import org.jspecify.annotations.NullMarked;
