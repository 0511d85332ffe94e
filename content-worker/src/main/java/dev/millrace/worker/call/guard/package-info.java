/** What keeps a provider from being asked too much, within one process. */
@NullMarked
package dev.millrace.worker.call.guard;

import org.jspecify.annotations.NullMarked;
