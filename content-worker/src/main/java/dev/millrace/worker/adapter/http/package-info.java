/** One exchange with a provider over HTTP, and what its failures mean. */
@NullMarked
package dev.millrace.worker.adapter.http;

import org.jspecify.annotations.NullMarked;
