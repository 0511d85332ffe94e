package dev.millrace.worker.cli;

import io.micronaut.context.ApplicationContext;

/** Where commands find the application. */
interface Session {
  /**
   * Opens the application for one task.
   *
   * @param isLogged whether the log is written; otherwise the answer is all that is
   */
  int run(boolean isLogged, Task task) throws Exception;

  /** What a command does, and the exit status that comes of it. */
  interface Task {
    int run(ApplicationContext context) throws Exception;
  }
}
