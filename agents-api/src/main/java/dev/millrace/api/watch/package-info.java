/** Waiting for requests to change: one poller for all who wait in this process. */
@NullMarked
package dev.millrace.api.watch;

import org.jspecify.annotations.NullMarked;
