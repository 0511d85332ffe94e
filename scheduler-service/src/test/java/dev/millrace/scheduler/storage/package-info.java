@NullMarked
package dev.millrace.scheduler.storage;

import org.jspecify.annotations.NullMarked;
