package dev.millrace.worker.cli;

/** A command cannot do what it was asked. Its message is for the person who asked. */
final class CommandFailed extends RuntimeException {
  CommandFailed(String message) {
    super(message, null, false, false);
  }
}
