/** What the tests of several packages use. */
@NullMarked
package dev.millrace.scheduler.testing;

import org.jspecify.annotations.NullMarked;
