/**
 * The two ways in which a worker runs: until it is stopped, or until there is nothing left to do.
 */
@NullMarked
package dev.millrace.worker.serve;

import org.jspecify.annotations.NullMarked;
