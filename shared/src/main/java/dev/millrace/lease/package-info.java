/** Fenced leases: to work on a row is to hold its lease, and every write names its token. */
@NullMarked
package dev.millrace.lease;

import org.jspecify.annotations.NullMarked;
