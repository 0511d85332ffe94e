/** The port through which content is generated, and what every adapter of it takes and gives. */
@NullMarked
package dev.millrace.worker.provider;

import org.jspecify.annotations.NullMarked;
