/** What values are called outside of this code. */
@NullMarked
package dev.millrace.wire;

import org.jspecify.annotations.NullMarked;
