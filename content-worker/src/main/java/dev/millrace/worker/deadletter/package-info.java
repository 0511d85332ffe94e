/** Messages that can never work, and what Pub/Sub gave up on. */
@NullMarked
package dev.millrace.worker.deadletter;

import org.jspecify.annotations.NullMarked;
