package dev.millrace.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls for ticks one after the other, and reads what they say. */
public final class TickCaller implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;

  /** Calls a scheduler-service with its cron secret. */
  public TickCaller(InetSocketAddress address, String cronSecret) {
    this.request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://%s:%d/cron/tick"
                        .formatted(address.getAddress().getHostAddress(), address.getPort())))
            .header("Authorization", "Bearer " + cronSecret)
            .POST(BodyPublishers.noBody())
            .build();
  }

  /**
   * What a number of ticks did.
   *
   * @param seconds from the first call to the last answer
   */
  public record Outcome(int ticks, long fired, double seconds) {
    /** Jobs a second. */
    public double rate() {
      return fired / seconds;
    }
  }

  /**
   * Calls until so many jobs are fired.
   *
   * @throws IllegalStateException when a tick failed, fired nothing, or could not fire a job
   */
  public Outcome fire(int jobs) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    int ticks = 0;
    long fired = 0;
    while (fired < jobs) {
      JsonNode answer = tick();
      ticks++;
      long succeeded = answer.path("jobs_succeeded").asLong();
      if (succeeded == 0 || answer.path("jobs_failed").asLong() != 0) {
        throw new IllegalStateException("A tick was not as it must be: " + answer);
      }
      fired += succeeded;
    }
    return new Outcome(ticks, fired, (System.nanoTime() - begin) / 1e9);
  }

  private JsonNode tick() throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "A tick was answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
  }
}
