package dev.millrace.scheduler.waking;

/** Starts a worker, wherever workers run. Safe for use by many threads. */
interface Waker {
  /** Asks for one, and does not wait until it works. Fails with {@link Woken.Failed} only. */
  Woken wake();

  /** Whether there is a worker that it could start. */
  default boolean isOn() {
    return true;
  }
}
