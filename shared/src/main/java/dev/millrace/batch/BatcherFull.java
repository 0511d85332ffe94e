package dev.millrace.batch;

import java.util.concurrent.RejectedExecutionException;

/** The batcher's queue is full: the caller should answer "try again later". */
public final class BatcherFull extends RejectedExecutionException {
  /** Of the batcher, or of what stands before one, of that name. */
  public BatcherFull(String name) {
    super("The " + name + " queue is full");
  }
}
