@NullMarked
package dev.millrace.worker.adapter.gemini;

import org.jspecify.annotations.NullMarked;
