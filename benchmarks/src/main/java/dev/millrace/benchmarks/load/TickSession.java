package dev.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/** What Cloud Scheduler does: one tick. */
public record TickSession(String cronSecret) implements Session {
  @Override
  public byte[] first() {
    return """
    POST /cron/tick HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Length: 0\r
    \r
    """
        .formatted(cronSecret)
        .getBytes(US_ASCII);
  }

  @Override
  public byte @Nullable [] next(Response response) {
    if (response.status() != 200) {
      throw new IllegalStateException("A tick failed: " + response.head());
    }
    return null;
  }

  @Override
  public String toString() {
    return "TickSession[]";
  }
}
