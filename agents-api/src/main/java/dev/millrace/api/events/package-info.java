/** Server-sent events of a request, from its durable log. */
@NullMarked
package dev.millrace.api.events;

import org.jspecify.annotations.NullMarked;
