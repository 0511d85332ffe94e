package dev.millrace.worker.call;

/**
 * The lease that a call was to be made under is lost: nothing may be called any more, and what was
 * answered is thrown away. It ends work as an interruption does.
 */
public final class LeaseLostException extends InterruptedException {
  LeaseLostException(String message) {
    super(message);
  }
}
