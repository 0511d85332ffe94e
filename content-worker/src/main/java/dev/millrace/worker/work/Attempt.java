package dev.millrace.worker.work;

/** Work on a row that is being tried, as far as the failure of the try is concerned. */
public interface Attempt {
  /** The number of the attempt that is being made, from 1. */
  int attempt();

  /** Whether no attempt is left after this one. */
  boolean isLastAttempt();
}
