@NullMarked
package dev.millrace.worker.content;

import org.jspecify.annotations.NullMarked;
