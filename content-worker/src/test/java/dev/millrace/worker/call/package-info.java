@NullMarked
package dev.millrace.worker.call;

import org.jspecify.annotations.NullMarked;
