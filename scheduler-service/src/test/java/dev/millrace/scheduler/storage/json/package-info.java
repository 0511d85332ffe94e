@NullMarked
package dev.millrace.scheduler.storage.json;

import org.jspecify.annotations.NullMarked;
