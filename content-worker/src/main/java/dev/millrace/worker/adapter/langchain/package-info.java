/** The border to langchain4j: it speaks the APIs' JSON, over our transport. */
@NullMarked
package dev.millrace.worker.adapter.langchain;

import org.jspecify.annotations.NullMarked;
