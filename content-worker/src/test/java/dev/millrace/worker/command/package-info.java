@NullMarked
package dev.millrace.worker.command;

import org.jspecify.annotations.NullMarked;
