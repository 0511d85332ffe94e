package dev.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.problem.Service;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@SuppressWarnings("NullAway.Init")
class TraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static Service service;
  private static TraceContext traces;

  @BeforeAll
  static void start() {
    service = Service.start("trace", Map.of("millrace.service", "traced"));
    traces = service.context().getBean(TraceContext.class);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aRequestContinuesItsCallersTraceInHandlerAndLog() {
    try (Lines lines = Lines.of("dev.millrace.traced")) {
      String traceparent =
          service
              .send(service.request("/traced", "test").header("traceparent", TRACEPARENT))
              .body();

      assertThat(traceparent).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
      assertThat(traceparent).doesNotContain("00f067aa0ba902b7");
      JsonNode line = lines.only();
      assertThat(line.get("trace").asText()).isEqualTo(TRACE);
      assertThat(line.get("logging.googleapis.com/trace").asText())
          .isEqualTo("projects/a-project/traces/" + TRACE);
      assertThat(line.get("logging.googleapis.com/spanId").asText())
          .isEqualTo(traceparent.split("-", -1)[2]);
      assertThat(line.get("service").asText()).isEqualTo("traced");
    }
  }

  @Test
  void aRequestWithoutATraceBeginsOne() {
    String first = service.send(service.request("/traced", "test")).body();
    String second = service.send(service.request("/traced", "test")).body();

    assertThat(first).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(second.substring(3, 35)).isNotEqualTo(first.substring(3, 35));
  }

  @Test
  void aMessageContinuesItsSendersTrace() {
    String inside = traces.consume("process", TRACEPARENT, TraceTest::current);

    assertThat(inside).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
    assertThat(TraceContext.traceparent()).isEmpty();
    assertThat(TraceContext.traceId()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
      })
  void aTraceparentThatIsNotOneBeginsANewTrace(@Nullable String traceparent) {
    assertThat(traces.consume("process", traceparent, TraceTest::current))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")
        .doesNotContain(TRACE);
  }

  @Test
  void aFailureOfTheWorkIsThrownOn() {
    assertThatThrownBy(
            () ->
                traces.consume(
                    "process",
                    TRACEPARENT,
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
    assertThat(TraceContext.traceparent()).isEmpty();
  }

  @Test
  void spansAreExportedWhereAnEndpointIsSet() throws IOException {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (Service exporting =
        Service.start(
            "trace",
            Map.of(
                "millrace.service", "exporting",
                "millrace.tracing.endpoint", "http://127.0.0.1:" + collector.getAddress().getPort(),
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.bsp.schedule.delay", "50"))) {
      assertThat(exporting.send(exporting.request("/traced", "test")).body()).endsWith("-01");

      await()
          .untilAsserted(
              () ->
                  assertThat(received)
                      .anyMatch(body -> body.contains("exporting") && body.contains("/traced")));
    } finally {
      collector.stop(0);
    }
  }

  private static String current() {
    return TraceContext.traceparent().orElse("none");
  }

  @Controller("/traced")
  @Secured("test")
  @Requires(property = "spec.name", value = "trace")
  static class TracedController {
    private static final Logger LOG = LoggerFactory.getLogger("dev.millrace.traced");

    @Get(produces = "text/plain")
    String traced() {
      LOG.info("traced");
      return current();
    }
  }
}
