package dev.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two schedules, so that content arrives by itself. Each is made once, under an idempotency key:
 * one that was changed or deleted since stays as it is.
 */
final class SampleSchedules {
  private static final Logger LOG = LoggerFactory.getLogger(SampleSchedules.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "sample-lesson",
          """
          {"name": "Sample: a lesson every two minutes", "interval": "PT2M",
           "job_type": "content-request",
           "payload": {"student_id": "sample-student", "topic": "Volcanoes", "grade_level": "6th Grade"}}
          """,
          "sample-quiz",
          """
          {"name": "Sample: a quiz every morning", "cron": "0 7 * * *", "time_zone": "America/New_York",
           "job_type": "content-request",
           "payload": {"student_id": "sample-student", "topic": "Fractions", "grade_level": "5th Grade",
                       "format": "quiz"}}
          """);

  private final URI schedules;
  private final String token;

  SampleSchedules(int port, String token) {
    this.schedules = URI.create("http://localhost:" + port + "/v1/schedules");
    this.token = token;
  }

  /** Makes those that were never made. The stack works without them, so a failure is only noted. */
  void make() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (Map.Entry<String, String> each : DOCUMENTS.entrySet()) {
        int status = client.send(call(each), BodyHandlers.discarding()).statusCode();
        LOG.info("Sample schedule {}: {}", each.getKey(), status);
      }
    } catch (IOException failure) {
      LOG.warn(
          "The sample schedules were not made; the next run of the stack tries again", failure);
    }
  }

  private HttpRequest call(Map.Entry<String, String> sample) {
    return HttpRequest.newBuilder(schedules)
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", sample.getKey())
        .POST(BodyPublishers.ofString(sample.getValue()))
        .build();
  }
}
