package dev.millrace.local;

/** The stack cannot start; the message is the whole story for the person at the terminal. */
final class StartException extends Exception {
  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
