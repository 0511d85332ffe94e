/** Ends of runs that are told to other services: an outbox of its own, signed and repeated. */
@NullMarked
package dev.millrace.worker.handover;

import org.jspecify.annotations.NullMarked;
