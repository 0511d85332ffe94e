package dev.millrace.worker.call;

import dev.millrace.worker.provider.Usage;

/**
 * What came of a call.
 *
 * @param usage what it cost; {@link Usage#NONE} when the answer was there already
 * @param keeping how the answer is kept
 */
public record Answered<A>(A answer, Usage usage, Runnable keeping) {
  /** An answer that is not kept. */
  public Answered(A answer, Usage usage) {
    this(answer, usage, () -> {});
  }

  /**
   * The answer is valid: from now on equal work of the organization may be given it. To be called by
   * whoever has checked the answer; one that nobody has confirmed is bought again. Does not block.
   */
  public void confirm() {
    keeping.run();
  }
}
