package dev.millrace.local.pubsub;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of messages waiting in all subscriptions against a cap. Thread-safe. */
final class Storage {
  private final long cap;
  private final AtomicLong used = new AtomicLong();

  Storage(long cap) {
    this.cap = cap;
  }

  void requireRoom(long bytes) {
    if (used.get() + bytes > cap) {
      throw Refusal.full(cap);
    }
  }

  void add(long bytes) {
    used.addAndGet(bytes);
  }

  void remove(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
