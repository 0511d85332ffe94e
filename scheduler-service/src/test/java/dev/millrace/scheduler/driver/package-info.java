@NullMarked
package dev.millrace.scheduler.driver;

import org.jspecify.annotations.NullMarked;
