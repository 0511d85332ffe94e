/** Subscriptions that are kept alive: a client that failed for good is built anew. */
@NullMarked
package dev.millrace.worker.subscription;

import org.jspecify.annotations.NullMarked;
