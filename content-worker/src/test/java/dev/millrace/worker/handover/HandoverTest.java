package dev.millrace.worker.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.health.Probe;
import dev.millrace.outbound.Receiver;
import dev.millrace.outbound.WebhookSigner;
import dev.millrace.worker.testing.ScriptedModels;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run has made is told to whom the operator has named, until they take it. */
final class HandoverTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==";

  private final WorkerStack stack = WorkerStack.start();

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void aResultAndItsTaskAreToldSignedAndUnderAKey() {
    try (Receiver product = Receiver.answering(200, "{}");
        Receiver admin = Receiver.answering(204, "")) {
      worker(Map.of("product-url", url(product), "product-key", "key-1", "admin-url", url(admin)));
      publish("product_image");
      awaitStates("delivered", 2);
      Receiver.Received result = product.received().getFirst();
      Receiver.Received task = admin.received().getFirst();
      String run = stack.database().text("SELECT id::text FROM agent_runs");

      assertThat(result.header("Authorization")).isEqualTo("Bearer key-1");
      assertThat(result.header("Idempotency-Key")).isEqualTo(run + ".product");
      assertSigned(result);
      JsonNode told = json(result);
      assertThat(told.path("task_id").asText()).isEqualTo(run);
      assertThat(told.path("shop").asText()).isEqualTo("acme.example");
      assertThat(told.at("/picture/media_type").asText()).isEqualTo("image/svg+xml");
      assertThat(told.at("/picture/data").asText()).isNotEmpty();
      assertThat(task.header("Authorization")).isEmpty();
      assertSigned(task);
      assertThat(json(task).at("/usage/cost").decimalValue()).isEqualByComparingTo("0.042");
    }
  }

  @Test
  void whoDoesNotTakeItIsToldAgainUnderTheSameKeyAndHealthSaysSo() {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger refusals = new AtomicInteger(2);
    try (Receiver product =
        Receiver.start(
            exchange -> {
              calls.incrementAndGet();
              Receiver.answer(exchange, refusals.getAndDecrement() > 0 ? 503 : 200, "");
            })) {
      ApplicationContext worker = worker(Map.of("product-url", url(product)));
      Probe probe = probe(worker);
      publish("text");
      awaitStates("delivered", 1);

      assertThat(calls).hasValue(3);
      assertThat(product.received().stream().map(each -> each.header("webhook-id")).distinct())
          .hasSize(1);
      await().atMost(LONGEST_WAIT).until(probe::check);
    }
  }

  @Test
  void whatIsRefusedForItsContentIsNotToldAgain() {
    try (Receiver admin = Receiver.answering(422, "no such shop")) {
      worker(Map.of("admin-url", url(admin)));
      publish("text");
      awaitStates("given_up", 1);

      assertThat(stack.database().text("SELECT last_error FROM run_handovers"))
          .contains("422", "no such shop");
      assertThat(admin.received()).hasSize(1);
    }
  }

  @Test
  void whereNobodyIsNamedNothingWaits() {
    stack.worker(Map.of());
    publish("text");
    await().atMost(LONGEST_WAIT).until(() -> stack.database().count("agent_tasks") == 1);

    assertThat(stack.database().count("run_handovers")).isZero();
  }

  private ApplicationContext worker(Map<String, String> targets) {
    Map<String, Object> properties = new HashMap<>();
    targets.forEach((name, value) -> properties.put("millrace.handover." + name, value));
    properties.put("millrace.handover.secret", SECRET);
    properties.put("millrace.handover.first-pause", "10ms");
    properties.put("millrace.outbound.allow-loopback", true);
    return stack.worker(properties, new ScriptedModels());
  }

  private static Probe probe(ApplicationContext worker) {
    return worker.getBeansOfType(Probe.class).stream()
        .filter(probe -> probe.name().equals("product_generator"))
        .findFirst()
        .orElseThrow();
  }

  private void publish(String kind) {
    stack.publishTo(
        "agent-runs",
        PubsubMessage.newBuilder()
            .setData(
                ByteString.copyFromUtf8(
                    "{\"prompt\": \"A scarf\", \"shop\": \"acme.example\", \"kind\": \"%s\"}"
                        .formatted(kind)))
            .build());
  }

  private void awaitStates(String state, int count) {
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack.database().number("SELECT count(*) FROM run_handovers WHERE state = ?", state)
                    == count);
  }

  private static void assertSigned(Receiver.Received received) {
    Instant at = Instant.ofEpochSecond(Long.parseLong(received.header("webhook-timestamp")));
    Map<String, String> expected =
        WebhookSigner.of("SECRET", SECRET)
            .sign(
                received.header("webhook-id"),
                at,
                received.body().getBytes(StandardCharsets.UTF_8));
    assertThat(List.of(received.header("webhook-signature")))
        .containsExactly(expected.get("webhook-signature"));
  }

  private static JsonNode json(Receiver.Received received) {
    return ContentRequestCodec.parseObject(received.body());
  }

  private static String url(Receiver receiver) {
    return "http://127.0.0.1:" + receiver.port() + "/told";
  }
}
