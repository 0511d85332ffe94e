@NullMarked
package dev.millrace.worker.call.cache;

import org.jspecify.annotations.NullMarked;
