package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.outbound.Receiver;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that lead into our own network, where loopback is not allowed. */
final class RefusedReceiversTest {
  private static final CallbackStack STACK = new CallbackStack();
  private static ApplicationContext worker = ApplicationContext.builder().build();

  @BeforeAll
  static void start() {
    worker = STACK.worker(Map.of("millrace.outbound.allow-loopback", "false"));
    STACK.organizationSecret(worker);
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/",
        "https://127.0.0.1:%d/",
        "https://localhost:%d/",
        "https://127.1:%d/",
        "https://[::1]:%d/",
        "https://[::ffff:127.0.0.1]:%d/",
        "https://0.0.0.0:%d/",
        "https://10.0.0.1:%d/",
        "https://192.168.1.1:%d/",
        "https://172.16.0.1:%d/",
        "https://169.254.169.254:%d/computeMetadata/v1/",
        "https://[fe80::1]:%d/",
        "https://[fd00::1]:%d/",
        "https://100.64.0.1:%d/"
      })
  void noneOfOurOwnNetworkIsCalled(String url) {
    try (Receiver receiver = Receiver.answering(200, "")) {
      UUID request = STACK.ended(worker, url.formatted(receiver.port()));
      await().until(() -> STACK.state(request).equals("failed"));

      assertThat(STACK.text(request, "last_error")).isNotEmpty();
      assertThat(receiver.received()).isEmpty();
    }
  }
}
