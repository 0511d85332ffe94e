package dev.millrace.api.watch;

import java.util.List;

/**
 * Somebody who wants every event of a request, told by the poller's thread; nothing here may block.
 */
public interface Follower {
  /** How many more events it can hold now; none are read for it while it is zero. */
  int room();

  /**
   * Takes the next events, in order and without gaps.
   *
   * @param isFinal whether the request has ended with the last of them
   */
  void take(List<RequestEvent> events, boolean isFinal);

  /** The request is there no more. */
  void gone();

  /** Nothing was told for a while. */
  void heartbeat();
}
