@NullMarked
package dev.millrace.scheduler.catalog;

import org.jspecify.annotations.NullMarked;
