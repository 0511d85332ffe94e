/** What can go wrong, and what follows. */
@NullMarked
package dev.millrace.failure;

import org.jspecify.annotations.NullMarked;
