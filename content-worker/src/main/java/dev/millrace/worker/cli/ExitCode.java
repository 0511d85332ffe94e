package dev.millrace.worker.cli;

/** What a command's exit status means. picocli answers 2 by itself when it is used wrongly. */
final class ExitCode {
  /** Done, also when there was nothing to do. */
  static final int DONE = 0;

  static final int FAILED = 1;

  /** The apply gate is closed. */
  static final int BLOCKED = 3;

  private ExitCode() {}
}
