package dev.millrace.worker.callback;

import static dev.millrace.worker.callback.CallbackStack.assertSignedBy;
import static dev.millrace.worker.callback.CallbackStack.isSignedBy;
import static dev.millrace.worker.callback.CallbackStack.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.callback.SigningSecrets.Owner;
import dev.millrace.outbound.Receiver;
import dev.millrace.testing.ContentRequestJson;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What receivers get. */
final class DeliveryTest {
  private static final CallbackStack STACK = new CallbackStack();
  private static ApplicationContext worker = ApplicationContext.builder().build();
  private static String secret = "";

  @BeforeAll
  static void start() {
    worker = STACK.worker(Map.of());
    secret = STACK.organizationSecret(worker);
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @Test
  void aRequestWithACallbackUrlIsToldOfItsEnd() throws Exception {
    try (Receiver receiver = Receiver.answering(204, "")) {
      STACK
          .stack()
          .publish(
              ContentRequestJson.valid()
                  .with("correlation_id", "told")
                  .with("callback_url", url(receiver))
                  .toString());
      await().until(() -> receiver.received().size() == 1);

      Receiver.Received received = receiver.received().getFirst();
      assertSignedBy(secret, received);
      JsonNode body = new ObjectMapper().readTree(received.body());
      assertThat(body.path("type").asText()).isEqualTo("content_request.completed");
      assertThat(body.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
      assertThat(body.at("/data/correlation_id").asText()).isEqualTo("told");
      assertThat(body.at("/data/status").asText()).isEqualTo("completed");
      UUID request = UUID.fromString(body.at("/data/id").asText());
      await().until(() -> STACK.state(request).equals("delivered"));
      assertThat(STACK.text(request, "id")).isEqualTo(received.header("webhook-id"));
      assertThat(STACK.text(request, "last_status")).isEqualTo("204");
      assertThat(UUID.fromString(received.header("webhook-id")).version()).isEqualTo(7);
    }
  }

  @Test
  void aRunIsToldToItsUrlAndToEveryEndpoint() throws Exception {
    try (Receiver receiver = Receiver.answering(204, "")) {
      STACK.endpoint("shops", url(receiver));
      STACK
          .stack()
          .publishTo(
              "agent-runs",
              PubsubMessage.newBuilder()
                  .setData(
                      ByteString.copyFromUtf8(
                          """
                          {"correlation_id": "run-told", "organization_id": "shops", "kind": "chat",
                           "prompt": "What is a millrace?", "callback_url": "%s"}
                          """
                              .formatted(url(receiver))))
                  .build());
      await().until(() -> receiver.received().size() == 2);

      for (Receiver.Received received : receiver.received()) {
        JsonNode body = new ObjectMapper().readTree(received.body());
        assertThat(body.path("type").asText()).isEqualTo("agent_run.completed");
        assertThat(body.at("/data/correlation_id").asText()).isEqualTo("run-told");
        assertThat(body.at("/data/kind").asText()).isEqualTo("chat");
        assertThat(body.at("/data/outcome").asText()).isEqualTo("task_created");
      }
      assertThat(receiver.received())
          .extracting(received -> received.header("webhook-id"))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theFirstCallbackOfAnOrganizationIsSignedThoughNobodyHasMadeASecret() {
    try (Receiver receiver = Receiver.answering(200, "thanks")) {
      UUID request = STACK.ended(worker, "fresh", url(receiver));
      await().until(() -> STACK.state(request).equals("delivered"));

      assertThat(receiver.received().getFirst().header("webhook-signature")).startsWith("v1,");
      assertThat(STACK.text(request, "attempts")).isEqualTo("1");
    }
  }

  @Test
  void whileASecretIsReplacedBothSign() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      UUID endpoint = STACK.endpoint("rotating", url(receiver));
      Owner owner = new Owner("rotating", endpoint);
      String first = STACK.rotate(worker, owner, Duration.ZERO);
      String second = STACK.rotate(worker, owner, Duration.ofHours(1));
      STACK.tell(worker, List.of(STACK.cancelled("rotating", null)));
      await().until(() -> receiver.received().size() == 1);
      assertSignedBy(first, receiver.received().getFirst());
      assertSignedBy(second, receiver.received().getFirst());

      STACK
          .database()
          .execute(
              "UPDATE webhook_secrets SET previous_until = now() WHERE endpoint_id = ?", endpoint);
      STACK.tell(worker, List.of(STACK.cancelled("rotating", null)));
      await().until(() -> receiver.received().size() == 2);
      assertThat(isSignedBy(first, receiver.received().get(1))).isFalse();
      assertSignedBy(second, receiver.received().get(1));
    }
  }
}
