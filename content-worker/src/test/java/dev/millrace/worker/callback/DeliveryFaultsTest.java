package dev.millrace.worker.callback;

import static dev.millrace.worker.callback.CallbackStack.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.callback.SigningSecrets.Owner;
import dev.millrace.outbound.Receiver;
import dev.millrace.outbound.Receiver.Received;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receivers that are away, slow, wrong or no longer interested. */
final class DeliveryFaultsTest {
  private static final CallbackStack STACK = new CallbackStack();
  private static final Duration DAY = Duration.ofDays(1);
  private static ApplicationContext worker = ApplicationContext.builder().build();

  @BeforeAll
  static void start() {
    worker = STACK.worker(Map.of("millrace.worker.callbacks.time-limit", "2s"));
    STACK.organizationSecret(worker);
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @Test
  void aReceiverThatIsDownForAnHourGetsItAfterwardsUnderTheSameId() {
    AtomicBoolean isUp = new AtomicBoolean();
    try (Receiver receiver =
        Receiver.start(exchange -> Receiver.answer(exchange, isUp.get() ? 200 : 503, "later"))) {
      UUID request = STACK.ended(worker, url(receiver));
      Duration passed = Duration.ZERO;
      for (int attempt = 1; passed.compareTo(Duration.ofHours(1)) < 0; attempt++) {
        awaitAttempts(request, attempt);
        passed = passed.plus(passUntilNext(request));
      }
      awaitAttempts(request, 5);
      isUp.set(true);
      passUntilNext(request);
      await().until(() -> STACK.state(request).equals("delivered"));

      assertThat(receiver.received()).extracting(each -> each.header("webhook-id")).hasSize(6);
      assertThat(receiver.received().stream().map(each -> each.header("webhook-id")).distinct())
          .containsExactly(STACK.text(request, "id"));
      assertThat(receiver.received().stream().map(Received::body).distinct()).hasSize(1);
      assertThat(STACK.text(request, "jsonb_array_length(attempt_log)")).isEqualTo("6");
    }
  }

  @Test
  void aReceiverThatIsDownForMoreThanADayIsGivenUp() {
    try (Receiver receiver = Receiver.answering(500, "broken")) {
      UUID request = STACK.ended(worker, url(receiver));
      Duration passed = Duration.ZERO;
      int attempt = 1;
      awaitAttempts(request, attempt);
      while (STACK.state(request).equals("pending")) {
        passed = passed.plus(passUntilNext(request));
        awaitAttempts(request, ++attempt);
      }

      assertThat(STACK.state(request)).isEqualTo("failed");
      assertThat(STACK.text(request, "last_error")).isEqualTo("Answered 500: broken");
      assertThat(passed).isBetween(DAY.minusMinutes(5), DAY.plusMinutes(5));
      assertThat(attempt).isBetween(7, 9);
    }
  }

  @Test
  void retryAfterIsHonoured() {
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.getResponseHeaders().add("Retry-After", "600");
              Receiver.answer(exchange, 429, "");
            })) {
      UUID request = STACK.ended(worker, url(receiver));
      awaitAttempts(request, 1);

      assertThat(secondsToNext(request)).isBetween(540L, 600L);
    }
  }

  @Test
  void aReceiverThatWantsToBeLeftAloneForAWeekIsTriedOnceMoreWhenTheDayIsOver() {
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.getResponseHeaders().add("Retry-After", "604800");
              Receiver.answer(exchange, 503, "");
            })) {
      UUID request = STACK.ended(worker, url(receiver));
      awaitAttempts(request, 1);

      assertThat(secondsToNext(request)).isBetween(DAY.toSeconds() - 300, DAY.toSeconds());
    }
  }

  @Test
  void goneDisablesTheEndpointAndIsAudited() {
    try (Receiver receiver = Receiver.answering(410, "")) {
      UUID endpoint = STACK.endpoint("leaving", url(receiver));
      STACK.rotate(worker, new Owner("leaving", endpoint), Duration.ZERO);
      UUID request = STACK.cancelled("leaving", null);
      STACK.tell(worker, List.of(request));
      await().until(() -> STACK.state(request).equals("failed"));

      assertThat(
              STACK
                  .database()
                  .text(
                      "SELECT enabled || ' ' || disabled_reason FROM webhook_endpoints WHERE id = ?",
                      endpoint))
          .isEqualTo("false gone");
      assertThat(
              STACK
                  .database()
                  .text("SELECT action FROM audit_log WHERE target = ?", endpoint.toString()))
          .isEqualTo("webhook_endpoints.disable");
      UUID later = STACK.cancelled("leaving", null);
      STACK.tell(worker, List.of(later));
      assertThat(STACK.state(later)).as("a disabled endpoint is told nothing").isEmpty();
    }
  }

  @Test
  void redirectsAreNotFollowed() {
    try (Receiver elsewhere = Receiver.answering(200, "");
        Receiver receiver =
            Receiver.start(
                exchange -> {
                  exchange.getResponseHeaders().add("Location", url(elsewhere));
                  Receiver.answer(exchange, 307, "");
                })) {
      UUID request = STACK.ended(worker, url(receiver));
      awaitAttempts(request, 1);

      assertThat(STACK.text(request, "last_error"))
          .isEqualTo("Answered 307; redirects are not followed.");
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void aHugeAnswerIsReadOnlyInPart() {
    byte[] megabytes = new byte[50_000_000];
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(megabytes);
            })) {
      UUID request = STACK.ended(worker, url(receiver));
      await().until(() -> STACK.state(request).equals("delivered"));
    }
  }

  @Test
  void anAnswerThatTricklesIsCutOff() {
    CountDownLatch over = new CountDownLatch(1);
    try (Receiver receiver = Receiver.start(exchange -> trickle(exchange, over))) {
      UUID request = STACK.ended(worker, url(receiver));
      awaitAttempts(request, 1);
      over.countDown();

      assertThat(STACK.text(request, "last_error"))
          .isEqualTo("There was no whole answer within 2000 ms.");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNone() {
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
              throw new IOException("broken off");
            })) {
      UUID request = STACK.ended(worker, url(receiver));
      awaitAttempts(request, 1);

      assertThat(STACK.state(request)).isEqualTo("pending");
      assertThat(STACK.text(request, "last_error")).startsWith("The call failed");
    }
  }

  @Test
  void whoeverLosesTheLeaseDoesNotDecide() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (Receiver receiver =
        Receiver.start(
            exchange -> {
              asked.countDown();
              hold(answer);
              Receiver.answer(exchange, 200, "");
            })) {
      UUID request = STACK.ended(worker, url(receiver));
      asked.await();
      STACK
          .database()
          .execute(
              """
              UPDATE webhook_deliveries SET lease_token = gen_random_uuid(), lease_owner = 'another'
              WHERE subject_id = ?
              """,
              request);
      long dropped = dropped();
      answer.countDown();
      await().until(() -> dropped() > dropped);

      assertThat(STACK.state(request)).isEqualTo("delivering");
      assertThat(STACK.text(request, "lease_owner")).isEqualTo("another");
    }
  }

  @Test
  void whatFallsDueForADeletedOrForeignEndpointFails() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      UUID foreign = STACK.endpoint("somebody-else", url(receiver));
      UUID request = UUID.randomUUID();
      STACK
          .database()
          .execute(
              """
              INSERT INTO webhook_deliveries (id, organization_id, endpoint_id, receiver, event_type, subject_id, payload)
              VALUES (gen_random_uuid(), 'forger', ?, 'forger x', 'content_request.failed', ?, '{}')
              """,
              foreign,
              request);
      await().until(() -> STACK.state(request).equals("failed"));

      assertThat(STACK.text(request, "last_error")).isEqualTo("The endpoint was deleted.");
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void aSecretThatWasSealedByAnotherKeyIsNotUsedAndNothingIsSent() {
    try (Receiver receiver = Receiver.answering(200, "")) {
      STACK
          .database()
          .execute(
              """
              INSERT INTO webhook_secrets (id, organization_id, secret)
              VALUES (gen_random_uuid(), 'resealed', decode(repeat('00', 64), 'hex'))
              """);
      UUID request = STACK.ended(worker, "resealed", url(receiver));
      awaitAttempts(request, 1);

      assertThat(STACK.state(request)).isEqualTo("pending");
      assertThat(STACK.text(request, "last_error")).contains("CALLBACK_SECRET_KEY");
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void manySlowReceiversDoNotHoldUpAPromptOne() {
    CountDownLatch over = new CountDownLatch(1);
    try (CallbackStack stack = new CallbackStack();
        Receiver slow =
            Receiver.at(
                "0.0.0.0",
                0,
                null,
                exchange -> {
                  hold(over);
                  Receiver.answer(exchange, 200, "");
                });
        Receiver prompt = Receiver.answering(200, "")) {
      ApplicationContext other = stack.worker(Map.of());
      stack.organizationSecret(other);
      stack
          .database()
          .execute(
              """
              INSERT INTO webhook_deliveries (id, organization_id, callback_url, receiver, event_type, subject_id, payload)
              SELECT gen_random_uuid(), 'default', 'http://127.0.1.' || host || ':' || ? || '/', 'default 127.0.1.' || host,
                     'content_request.failed', gen_random_uuid(), '{}'
              FROM generate_series(1, 200) AS host, generate_series(1, 5)
              """,
              slow.port());
      other.getBean(CallbackDispatcher.class).ring();
      await().until(() -> slow.received().size() >= 200);
      List<UUID> requests =
          Stream.generate(() -> stack.ended(other, url(prompt))).limit(20).toList();
      await()
          .until(() -> requests.stream().allMatch(each -> stack.state(each).equals("delivered")));

      assertThat(slow.received()).as("one for each slow receiver").hasSize(200);
      over.countDown();
    }
  }

  private static long dropped() {
    return (long)
        worker
            .getBean(MeterRegistry.class)
            .counter("millrace.callbacks", "outcome", "dropped")
            .count();
  }

  private static void trickle(HttpExchange exchange, CountDownLatch over) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('a');
    exchange.getResponseBody().flush();
    hold(over);
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await(5, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAttempts(UUID request, int attempts) {
    await()
        .until(
            () ->
                STACK.text(request, "jsonb_array_length(attempt_log)").equals("" + attempts)
                    && !STACK.state(request).equals("delivering"));
  }

  private static Duration passUntilNext(UUID request) {
    Duration pause = Duration.ofSeconds(secondsToNext(request) + 1);
    STACK.pass(request, pause);
    return pause;
  }

  private static long secondsToNext(UUID request) {
    return STACK
        .database()
        .number(
            """
            SELECT coalesce(ceil(extract(epoch FROM next_attempt_at - now())), 0) FROM webhook_deliveries
            WHERE subject_id = ?
            """,
            request);
  }
}
