/** The launcher behind {@code make run}: database, broker and the three services on one machine. */
@NullMarked
package dev.millrace.local;

import org.jspecify.annotations.NullMarked;
