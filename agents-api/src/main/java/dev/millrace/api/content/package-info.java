/** Content requests over REST: intake, reading, cancelling and running again. */
@NullMarked
package dev.millrace.api.content;

import org.jspecify.annotations.NullMarked;
