@NullMarked
package dev.millrace.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
