/** Agent runs: what they say, where they stand, and how they travel. */
@NullMarked
package dev.millrace.run;

import org.jspecify.annotations.NullMarked;
