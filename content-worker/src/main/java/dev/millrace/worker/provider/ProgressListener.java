package dev.millrace.worker.provider;

/** Hears of each step of a generation. */
@FunctionalInterface
public interface ProgressListener {

  /** Hears nothing. */
  ProgressListener NONE = (percent, stage) -> {};

  /**
   * A step has begun.
   *
   * @param percent how much is done, 0 to 100, never falling within one generation
   * @param stage one lower-case word for the step
   */
  void progress(int percent, String stage);
}
