/**
 * Faults: every service as a process of its own, real signals, a database that crashes and a broker
 * that misbehaves; and the invariants that hold nevertheless.
 */
@NullMarked
package dev.millrace.faults;

import org.jspecify.annotations.NullMarked;
