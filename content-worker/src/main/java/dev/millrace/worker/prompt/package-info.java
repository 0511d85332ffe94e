/** Prompts: files with a version, into which values are rendered. */
@NullMarked
package dev.millrace.worker.prompt;

import org.jspecify.annotations.NullMarked;
