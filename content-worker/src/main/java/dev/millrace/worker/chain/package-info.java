/** Chains of models for each kind of work: one repair of an answer, then the next model. */
@NullMarked
package dev.millrace.worker.chain;

import org.jspecify.annotations.NullMarked;
