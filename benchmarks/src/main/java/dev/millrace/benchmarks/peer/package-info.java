/** Other programs that execute due jobs, on the same Postgres: what ticks are compared with. */
@NullMarked
package dev.millrace.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
