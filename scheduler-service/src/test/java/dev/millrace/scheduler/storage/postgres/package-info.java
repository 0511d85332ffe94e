@NullMarked
package dev.millrace.scheduler.storage.postgres;

import org.jspecify.annotations.NullMarked;
