/** A real worker on a real broker and database, for tests. */
@NullMarked
package dev.millrace.worker.testing;

import org.jspecify.annotations.NullMarked;
