/** Content by language models: a prompt, a chain, and what is made of its answer. */
@NullMarked
package dev.millrace.worker.content;

import org.jspecify.annotations.NullMarked;
