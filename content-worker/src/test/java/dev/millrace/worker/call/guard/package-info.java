@NullMarked
package dev.millrace.worker.call.guard;

import org.jspecify.annotations.NullMarked;
