package dev.millrace.benchmarks.load;

import org.jspecify.annotations.Nullable;

/** What one client does: a request, and whatever follows from each answer. */
public interface Session {
  /** The first request. */
  byte[] first();

  /**
   * The next request, or null when the client is done.
   *
   * @throws IllegalStateException when the answer is not what it must be; the load ends with it
   */
  byte @Nullable [] next(Response response);
}
