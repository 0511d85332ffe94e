/** What was measured, and how it is told: as JSON, as a table and as a plot. */
@NullMarked
package dev.millrace.benchmarks.report;

import org.jspecify.annotations.NullMarked;
