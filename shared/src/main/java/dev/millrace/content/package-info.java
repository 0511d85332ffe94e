/** Content requests: what they say, where they stand, and how they travel. */
@NullMarked
package dev.millrace.content;

import org.jspecify.annotations.NullMarked;
