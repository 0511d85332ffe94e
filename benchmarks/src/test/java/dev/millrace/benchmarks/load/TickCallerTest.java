package dev.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickCallerTest {
  private final Deque<String> answers = new ArrayDeque<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/cron/tick",
        exchange -> {
          boolean known =
              List.of("Bearer secret").equals(exchange.getRequestHeaders().get("Authorization"));
          byte[] body = (known ? answers.remove() : "{}").getBytes(UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void callsUntilAllIsFired() throws IOException, InterruptedException {
    answers.add(answer(600, 0));
    answers.add(answer(400, 0));

    try (TickCaller caller = new TickCaller(server.getAddress(), "secret")) {
      TickCaller.Outcome outcome = caller.fire(1_000);

      assertThat(outcome.ticks()).isEqualTo(2);
      assertThat(outcome.fired()).isEqualTo(1_000);
      assertThat(outcome.rate()).isEqualTo(1_000 / outcome.seconds());
    }
  }

  @Test
  void whatFiresNothingOrFailsIsNoFigure() {
    answers.add(answer(0, 0));
    answers.add(answer(5, 1));

    try (TickCaller caller = new TickCaller(server.getAddress(), "secret")) {
      assertThatThrownBy(() -> caller.fire(10)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> caller.fire(10)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRefusedCallIsNoFigure() {
    try (TickCaller caller = new TickCaller(server.getAddress(), "wrong")) {
      assertThatThrownBy(() -> caller.fire(10))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("401");
    }
  }

  private static String answer(int succeeded, int failed) {
    return "{\"jobs_succeeded\":%d,\"jobs_failed\":%d}".formatted(succeeded, failed);
  }
}
