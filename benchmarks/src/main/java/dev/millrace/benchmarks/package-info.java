/** Measures what the product promises, against the shortest possible means of doing the same. */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
