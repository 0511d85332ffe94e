@NullMarked
package dev.millrace.worker.prompt;

import org.jspecify.annotations.NullMarked;
