/**
 * Whether the service can do its work: a few named {@link dev.millrace.health.Probe}s, run in the
 * background, and three addresses that answer at once from what was last found.
 */
@NullMarked
package dev.millrace.health;

import org.jspecify.annotations.NullMarked;
