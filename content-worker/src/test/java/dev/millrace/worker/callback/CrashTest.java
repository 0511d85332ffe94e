package dev.millrace.worker.callback;

import static dev.millrace.worker.callback.CallbackStack.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.outbound.Receiver;
import dev.millrace.worker.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A worker of its own process that is killed while a receiver has not answered yet. */
final class CrashTest {
  @Test
  void whatAKilledWorkerWasDeliveringIsDeliveredAgainUnderTheSameId() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (CallbackStack stack = new CallbackStack();
        Receiver receiver =
            Receiver.start(
                exchange -> {
                  if (stack.database().number("SELECT max(attempts) FROM webhook_deliveries")
                      == 1) {
                    await().until(() -> over.getCount() == 0);
                  }
                  Receiver.answer(exchange, 200, "");
                })) {
      UUID subject = UUID.randomUUID();
      stack
          .database()
          .execute(
              """
              INSERT INTO webhook_deliveries (id, organization_id, callback_url, receiver, event_type, subject_id, payload)
              VALUES (gen_random_uuid(), 'default', ?, 'default', 'content_request.failed', ?, '{"type":"x"}')
              """,
              url(receiver),
              subject);
      Process killed = drain(stack);
      await().until(() -> receiver.received().size() == 1);
      killed.destroyForcibly().waitFor();
      over.countDown();
      assertThat(stack.state(subject)).isEqualTo("delivering");
      stack.database().execute("UPDATE webhook_deliveries SET lease_until = now()");

      Process next = drain(stack);
      assertThat(next.waitFor(2, TimeUnit.MINUTES))
          .as("a drain ends once it is delivered")
          .isTrue();

      assertThat(next.exitValue()).isZero();
      assertThat(stack.state(subject)).isEqualTo("delivered");
      assertThat(receiver.received()).hasSize(2);
      assertThat(receiver.received().get(1).header("webhook-id"))
          .isEqualTo(receiver.received().get(0).header("webhook-id"));
      assertThat(stack.text(subject, "attempts")).isEqualTo("2");
    }
  }

  private static Process drain(CallbackStack stack) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Application.class.getName(),
                    "drain",
                    "--idle",
                    "1s"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(stack.stack().environment());
    builder.environment().put("OUTBOUND_ALLOW_LOOPBACK", "true");
    return builder.start();
  }
}
