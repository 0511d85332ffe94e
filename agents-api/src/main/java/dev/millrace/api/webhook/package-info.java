/** Webhooks: where an organization is told of ends, what signs, and the log of what was told. */
@NullMarked
package dev.millrace.api.webhook;

import org.jspecify.annotations.NullMarked;
