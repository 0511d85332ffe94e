package dev.millrace.api.watch;

import java.util.UUID;

/**
 * Somebody who watches a request. Looked at in the poller's thread only, but for its end. What has
 * long been still is looked at seldom.
 *
 * @param <R> the row that is watched
 */
abstract sealed class Watcher<R> permits Waiter, Stream {
  /** A request that has been still for this many times its interval is looked at less often. */
  private static final int PATIENCE = 50;

  final UUID id;
  volatile long nextLook;
  long stillSince;

  private final WatchConfig config;

  Watcher(WatchConfig config, UUID id) {
    this.config = config;
    this.id = id;
    this.stillSince = System.nanoTime();
    this.nextLook = stillSince;
  }

  /** Says when the look after this one is due. */
  void beforeLook(long now) {
    long interval =
        Math.clamp(
            (now - stillSince) / PATIENCE, config.quickest().toNanos(), config.slowest().toNanos());
    nextLook = now + interval;
  }
}
