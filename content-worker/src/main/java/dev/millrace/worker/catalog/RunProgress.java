package dev.millrace.worker.catalog;

/** Hears how far a run has come, from any thread; must not block. */
@FunctionalInterface
public interface RunProgress {
  /** Nobody listens. */
  RunProgress NONE = (done, total) -> {};

  /**
   * So much is done.
   *
   * @param total of how much; grows when more is found
   */
  void progress(long done, long total);
}
