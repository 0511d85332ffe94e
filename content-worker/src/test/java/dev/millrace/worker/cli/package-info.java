@NullMarked
package dev.millrace.worker.cli;

import org.jspecify.annotations.NullMarked;
