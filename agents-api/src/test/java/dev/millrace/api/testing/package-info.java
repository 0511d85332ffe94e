/** The whole service on a real database and a real broker, and short ways to call it. */
@NullMarked
package dev.millrace.api.testing;

import org.jspecify.annotations.NullMarked;
