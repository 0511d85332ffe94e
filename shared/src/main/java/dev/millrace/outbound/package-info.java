/**
 * Calls to addresses that somebody else has chosen: callbacks, and jobs that post to a URL. Such an
 * address must not lead into our own network, whatever DNS says and however often it says something
 * else.
 *
 * <p>Names are resolved through the port {@link dev.millrace.outbound.Resolver}; {@link
 * dev.millrace.outbound.OutboundClient} checks every address and connects to those and no others.
 */
@NullMarked
package dev.millrace.outbound;

import org.jspecify.annotations.NullMarked;
