/** Load that costs little itself: it shares the machine with what it measures. */
@NullMarked
package dev.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
