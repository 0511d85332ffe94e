package dev.millrace.security;

import io.micronaut.http.HttpRequest;

/**
 * Decides who may call the routes that are {@link CheckedBy} it. A singleton bean, thread-safe; it
 * may block.
 */
public interface CallerCheck {
  /**
   * Returns if the caller may go on.
   *
   * @throws dev.millrace.problem.ProblemException otherwise; it is the answer
   */
  void require(HttpRequest<?> request);
}
