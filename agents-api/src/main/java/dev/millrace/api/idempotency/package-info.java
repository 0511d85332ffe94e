/** Idempotency keys: what a call that is repeated led to the first time. */
@NullMarked
package dev.millrace.api.idempotency;

import org.jspecify.annotations.NullMarked;
