/**
 * Delivers what {@link dev.millrace.callback.Callbacks} has written: each delivery under a fenced
 * lease, signed, and again until it is taken or a day has passed.
 */
@NullMarked
package dev.millrace.worker.callback;

import org.jspecify.annotations.NullMarked;
