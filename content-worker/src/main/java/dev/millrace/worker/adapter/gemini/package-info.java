/** Google's Gemini models, by an API key or by Vertex AI. */
@NullMarked
package dev.millrace.worker.adapter.gemini;

import org.jspecify.annotations.NullMarked;
