@NullMarked
package dev.millrace.worker.callback;

import org.jspecify.annotations.NullMarked;
