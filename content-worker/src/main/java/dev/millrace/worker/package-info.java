/** The content worker: what it is configured with, and how it is started. */
@NullMarked
package dev.millrace.worker;

import org.jspecify.annotations.NullMarked;
