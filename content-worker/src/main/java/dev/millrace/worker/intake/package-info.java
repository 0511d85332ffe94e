/**
 * The way in: messages are decoded, claimed in sets, worked on, and acknowledged by one closed
 * table.
 */
@NullMarked
package dev.millrace.worker.intake;

import org.jspecify.annotations.NullMarked;
