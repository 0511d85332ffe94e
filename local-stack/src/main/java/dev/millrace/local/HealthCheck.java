package dev.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Waits until a service's {@code /health} says 200. */
final class HealthCheck {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_TIME).build();
  private final Duration patience;

  HealthCheck(Duration patience) {
    this.patience = patience;
  }

  /** True once it is healthy; false when the process ended before, or the time is up. */
  boolean await(ServiceProcess process, int port) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (Instant.now().isBefore(deadline)) {
      if (isHealthy(port)) {
        return process.isAlive();
      }
      if (process.endsWithin(PAUSE)) {
        return false;
      }
    }
    return false;
  }

  private boolean isHealthy(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
            .timeout(ANSWER_TIME)
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
