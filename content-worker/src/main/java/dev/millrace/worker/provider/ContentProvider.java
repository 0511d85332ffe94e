package dev.millrace.worker.provider;

/** Generates content. Implementations are safe for use by many threads at once. */
public interface ContentProvider {

  /** The name in logs, in {@code provider_calls} and in configuration, such as {@code offline}. */
  String name();

  /**
   * Generates what is assigned. Called on a virtual thread and free to block; the caller holds no
   * database connection meanwhile, and neither may the provider. An interruption is a cancellation:
   * the provider stops as soon as it can.
   *
   * @param progress told of each real step, on the calling thread
   * @return a document that meets the schema of the format
   * @throws ProviderException with the class that decides what happens to the request
   * @throws InterruptedException if the thread is interrupted before or during the work
   */
  Generation generate(Assignment assignment, ProgressListener progress)
      throws ProviderException, InterruptedException;
}
