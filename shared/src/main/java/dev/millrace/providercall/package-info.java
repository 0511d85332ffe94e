/** Calls of models whose outcome nobody knows any more. */
@NullMarked
package dev.millrace.providercall;

import org.jspecify.annotations.NullMarked;
