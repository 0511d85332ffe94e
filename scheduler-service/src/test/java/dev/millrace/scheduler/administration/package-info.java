@NullMarked
package dev.millrace.scheduler.administration;

import org.jspecify.annotations.NullMarked;
