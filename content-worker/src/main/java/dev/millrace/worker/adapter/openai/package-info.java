/** Models of OpenAI, and of whoever speaks its API. */
@NullMarked
package dev.millrace.worker.adapter.openai;

import org.jspecify.annotations.NullMarked;
