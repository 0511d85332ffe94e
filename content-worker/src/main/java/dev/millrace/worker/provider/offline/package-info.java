/**
 * The embedded default provider: needs no key and no network, gives the same output for the same
 * input, and fails on demand so that retries and dead letters can be seen at work.
 */
@NullMarked
package dev.millrace.worker.provider.offline;

import org.jspecify.annotations.NullMarked;
