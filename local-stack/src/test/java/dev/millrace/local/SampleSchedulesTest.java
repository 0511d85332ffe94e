package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.postgres.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SampleSchedulesTest {
  @Test
  void eachIsAskedForUnderAKeyThatMakesItOnce() throws Exception {
    List<String> keys = new CopyOnWriteArrayList<>();
    HttpServer scheduler =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    scheduler.createContext(
        "/v1/schedules",
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    scheduler.start();
    try {
      new SampleSchedules(scheduler.getAddress().getPort(), "token").make();
    } finally {
      scheduler.stop(0);
    }

    assertThat(keys).containsExactlyInAnyOrder("sample-lesson", "sample-quiz");
  }

  @Test
  void theStackDoesWithoutThem() throws IOException {
    SampleSchedules nobodyThere = new SampleSchedules(FreePort.find(), "token");

    assertThatNoException().isThrownBy(nobodyThere::make);
  }
}
