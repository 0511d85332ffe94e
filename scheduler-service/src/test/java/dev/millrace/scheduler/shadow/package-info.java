@NullMarked
package dev.millrace.scheduler.shadow;

import org.jspecify.annotations.NullMarked;
