@NullMarked
package dev.millrace.worker.adapter.openai;

import org.jspecify.annotations.NullMarked;
