package dev.millrace.local;

import dev.millrace.local.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * The work of a training run: one content request passes through the services, so that their caches
 * hold the classes of real work.
 */
record Exercise(EmbeddedDatabase database, String databaseName, String token, String cronSecret) {
  private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String REQUEST =
      """
      {"student_id":"training","topic":"Training","grade_level":"9th Grade"}""";

  void run(Program program, int port, ServiceProcess process)
      throws IOException, InterruptedException {
    switch (program) {
      case AGENTS_API -> request(port);
      case CONTENT_WORKER -> awaitCompletion(process);
      case SCHEDULER_SERVICE -> tick(port);
    }
  }

  private void request(int port) throws IOException, InterruptedException {
    URI requests = URI.create("http://localhost:" + port + "/v1/content-requests");
    send(
        authorized(requests, token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(REQUEST)));
    send(authorized(requests, token).GET());
  }

  private void tick(int port) throws IOException, InterruptedException {
    URI tick = URI.create("http://localhost:" + port + "/cron/tick");
    send(authorized(tick, cronSecret).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private void awaitCompletion(ServiceProcess process) throws InterruptedException {
    Instant deadline = Instant.now().plus(ANSWER_TIME);
    while (isUnderWay() && Instant.now().isBefore(deadline)) {
      if (process.endsWithin(PAUSE)) {
        return;
      }
    }
  }

  private boolean isUnderWay() {
    try (var connection = DriverManager.getConnection(database.jdbcUrl(databaseName));
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT FROM content_requests WHERE status IN ('pending', 'processing')")) {
      return rows.next();
    } catch (SQLException nothingToWaitFor) {
      return false;
    }
  }

  private static HttpRequest.Builder authorized(URI address, String token) {
    return HttpRequest.newBuilder(address)
        .timeout(ANSWER_TIME)
        .header("Authorization", "Bearer " + token);
  }

  private static void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  @Override
  public String toString() {
    return "Exercise[" + databaseName + "]";
  }
}
