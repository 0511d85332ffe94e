package dev.millrace.worker.call;

import dev.millrace.worker.provider.Usage;

/**
 * What came of a call.
 *
 * @param usage what it cost; {@link Usage#NONE} when the answer was there already
 */
public record Answered<A>(A answer, Usage usage) {}
