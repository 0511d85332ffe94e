/**
 * Who may do what: bearer tokens become a {@link dev.millrace.security.Caller} with scopes, every
 * route that does not say otherwise is refused, and requests are bounded in size and depth.
 *
 * <p>A controller says {@code @Secured("requests:read")} and takes a {@code Caller} argument. One
 * whose callers are other machines with credentials of their own says {@code @CheckedBy} instead.
 */
@NullMarked
package dev.millrace.security;

import org.jspecify.annotations.NullMarked;
