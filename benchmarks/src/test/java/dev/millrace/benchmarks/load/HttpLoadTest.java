package dev.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpLoadTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Queue<String> paths = new ConcurrentLinkedQueue<>();
  private HttpServer server = serving(202, "{\"status\":\"completed\"}");

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void everySessionOfAClosedLoopIsAnsweredAndCounted() throws IOException {
    try (HttpLoad load = HttpLoad.connect(server.getAddress(), 2)) {
      // The first answers of a process may come after the end, and then do not count.
      HttpLoad.Outcome outcome =
          await().until(() -> runAnew(load), ended -> !ended.latencies().isEmpty());

      assertThat(paths.size())
          .isBetween(outcome.latencies().size(), outcome.latencies().size() + 2);
    }
  }

  @Test
  void anOpenLoopSendsNoMoreThanItsRate() throws IOException {
    try (HttpLoad load = HttpLoad.connect(server.getAddress(), 4)) {
      load.run(Arrivals.perSecond(20), posting(), SHORT);

      assertThat(paths).hasSizeBetween(1, 6);
    }
  }

  @Test
  void aClientFollowsTheLocationAndWaits() throws IOException {
    server.stop(0);
    server = serving(200, "{\"status\":\"completed\"}");
    server.start();
    try (HttpLoad load = HttpLoad.connect(server.getAddress(), 1)) {
      load.run(Arrivals.perSecond(1), ContentSession.waiting("token"), SHORT);
    }

    assertThat(paths).containsExactly("/v1/content-requests", "/v1/content-requests/1?wait=30");
  }

  @Test
  void anUnexpectedAnswerEndsTheLoad() throws IOException {
    server.stop(0);
    server = serving(503, "{}");
    server.start();
    try (HttpLoad load = HttpLoad.connect(server.getAddress(), 1)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> load.run(Arrivals.atOnce(), posting(), SHORT))
          .withMessageContaining("503");
    }
  }

  private HttpLoad.Outcome runAnew(HttpLoad load) throws IOException {
    paths.clear();
    return load.run(Arrivals.atOnce(), posting(), SHORT);
  }

  private static Supplier<Session> posting() {
    return ContentSession.posting("token");
  }

  /** Answers GET with 200, and POST with 202 unless another status is asked for. */
  private HttpServer serving(int status, String body) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.createContext(
          "/",
          exchange -> {
            paths.add(exchange.getRequestURI().toString());
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Location", "/v1/content-requests/1");
            boolean isPost = exchange.getRequestMethod().equals("POST");
            int answer = isPost && status == 200 ? 202 : status;
            exchange.sendResponseHeaders(answer, body.length());
            exchange.getResponseBody().write(body.getBytes(US_ASCII));
            exchange.close();
          });
      return made;
    } catch (IOException taken) {
      throw new IllegalStateException(taken);
    }
  }
}
