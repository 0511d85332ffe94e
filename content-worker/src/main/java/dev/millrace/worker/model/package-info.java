/** Models that answer prompts and draw pictures: the remote boundary, one adapter for each API. */
@NullMarked
package dev.millrace.worker.model;

import org.jspecify.annotations.NullMarked;
