/** The embedded models of agent runs: they need no key, call nobody, and say so. */
@NullMarked
package dev.millrace.worker.adapter.offline;

import org.jspecify.annotations.NullMarked;
