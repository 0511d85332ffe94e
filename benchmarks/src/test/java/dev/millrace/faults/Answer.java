package dev.millrace.faults;

import java.net.http.HttpResponse;

/**
 * What a producer heard.
 *
 * @param status of HTTP; 0 when the connection broke before there was an answer
 * @param retryAfter whether it says when to come again
 */
record Answer(int status, boolean retryAfter) {
  static final Answer NONE = new Answer(0, false);

  static Answer of(HttpResponse<?> response) {
    return new Answer(
        response.statusCode(), response.headers().firstValue("Retry-After").isPresent());
  }

  boolean isAccepted() {
    return status == 202 || status == 200;
  }
}
