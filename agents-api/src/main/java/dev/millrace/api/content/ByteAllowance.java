package dev.millrace.api.content;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many bytes wait, of however many requests. What a body is decoded to is larger than
 * the body, by up to twenty times where it is many small fields. Safe for use by many threads.
 */
final class ByteAllowance {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  ByteAllowance(long most) {
    this.most = most;
  }

  /** Takes so many; false, and nothing is taken, when that would be more than there are. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
