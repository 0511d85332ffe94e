package dev.millrace.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.millrace.callback.Callbacks;
import dev.millrace.callback.SigningSecrets;
import dev.millrace.callback.SigningSecrets.Owner;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.database.Database;
import dev.millrace.outbound.Receiver;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A worker that delivers to receivers on this machine, and the rows that tell it to. */
final class CallbackStack implements AutoCloseable {
  static final String ORGANIZATION = "default";

  private final WorkerStack stack = WorkerStack.start();

  /** Starts a worker; a test that is about one of these sets its own. */
  ApplicationContext worker(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("millrace.outbound.allow-loopback", "true");
    properties.put("millrace.worker.callbacks.look-every", "50ms");
    properties.put("millrace.worker.callbacks.grace", "100ms");
    properties.put("millrace.worker.callbacks.time-limit", "1m");
    properties.put("millrace.worker.callbacks.prompt", "1m");
    properties.putAll(more);
    return stack.worker(properties);
  }

  WorkerStack stack() {
    return stack;
  }

  MigratedDatabase database() {
    return stack.database();
  }

  /** Replaces the secret of the organization's callback URLs, and shows the new one. */
  String organizationSecret(ApplicationContext worker) {
    return rotate(worker, new Owner(ORGANIZATION, null), Duration.ZERO);
  }

  String rotate(ApplicationContext worker, Owner owner, Duration overlap) {
    SigningSecrets secrets = worker.getBean(SigningSecrets.class);
    return worker
        .getBean(Database.class)
        .write(connection -> secrets.rotate(connection, owner, overlap));
  }

  /** An endpoint that is told of everything. */
  UUID endpoint(String organization, String url) {
    UUID id = ContentRequestRepository.newId();
    database()
        .execute(
            "INSERT INTO webhook_endpoints (id, organization_id, url) VALUES (?, ?, ?)",
            id,
            organization,
            url);
    return id;
  }

  /** A request that has been cancelled and is to be told to a URL. */
  UUID ended(ApplicationContext worker, String url) {
    return ended(worker, ORGANIZATION, url);
  }

  UUID ended(ApplicationContext worker, String organization, String url) {
    UUID request = cancelled(organization, url);
    tell(worker, List.of(request));
    return request;
  }

  /** The row only. */
  UUID cancelled(String organization, @Nullable String url) {
    UUID request = ContentRequestRepository.newId();
    database()
        .execute(
            """
            INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level, format,
                                          status, cancelled_at, callback_url)
            VALUES (?, ?, ?, 's', 'Rivers', '5th Grade', 'quiz', 'cancelled', now(), ?)
            """,
            request,
            organization,
            request.toString(),
            url);
    return request;
  }

  void tell(ApplicationContext worker, List<UUID> requests) {
    Callbacks callbacks = worker.getBean(Callbacks.class);
    worker.getBean(Database.class).write(connection -> callbacks.ended(connection, requests));
    worker.getBean(CallbackDispatcher.class).ring();
  }

  String state(UUID subject) {
    return text(subject, "state");
  }

  String text(UUID subject, String column) {
    return database()
        .text(
            "SELECT coalesce(string_agg("
                + column
                + "::text, ','), '') FROM webhook_deliveries WHERE subject_id = ?",
            subject);
  }

  /** Lets time pass for a delivery: everything that it is to do comes nearer by so much. */
  void pass(UUID subject, Duration time) {
    database()
        .execute(
            """
            UPDATE webhook_deliveries
            SET next_attempt_at = next_attempt_at - ? * interval '1 second',
                give_up_at = give_up_at - ? * interval '1 second',
                created_at = created_at - ? * interval '1 second'
            WHERE subject_id = ?
            """,
            time.toSeconds(),
            time.toSeconds(),
            time.toSeconds(),
            subject);
  }

  /** By a library that is not ours. */
  static void assertSignedBy(String secret, Receiver.Received received) {
    assertThat(isSignedBy(secret, received)).isTrue();
  }

  static boolean isSignedBy(String secret, Receiver.Received received) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      headers.put(name, List.of(received.header(name)));
    }
    try {
      new Webhook(secret).verify(received.body(), headers);
      return true;
    } catch (WebhookVerificationException refused) {
      return false;
    }
  }

  static String url(Receiver receiver) {
    return "http://127.0.0.1:" + receiver.port() + "/callback";
  }

  @Override
  public void close() {
    stack.close();
  }
}
