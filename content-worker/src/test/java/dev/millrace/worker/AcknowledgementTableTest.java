package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.SqlAssertions;
import dev.millrace.worker.testing.WorkerStack;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each row of the acknowledgement table, seen from outside: what is published, and what the tables
 * say.
 */
final class AcknowledgementTableTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final WorkerStack stack = WorkerStack.start();

  @AfterEach
  void stop() {
    SqlAssertions.assertEventsAreGapless(stack.database());
    stack.close();
  }

  @Test
  void aForeignMessageMakesItsRowAndCompletes() {
    stack.worker(Map.of());
    stack.publish(ContentRequestJson.valid().with("correlation_id", "test-001").toString());
    awaitStatus("test-001", "completed");
    assertThat(stack.database().count("contents")).isEqualTo(1);
    assertThat(text("SELECT string_agg(event, ',' ORDER BY seq) FROM request_events"))
        .isEqualTo("accepted,started,completed");
    assertThat(text("SELECT organization_id FROM content_requests")).isEqualTo("default");
  }

  @Test
  void aMessageDeliveredTwiceCompletesOnce() {
    stack.broker().faults().duplicate(true);
    stack.worker(Map.of());
    for (int number = 0; number < 50; number++) {
      stack.publish(
          ContentRequestJson.valid().with("correlation_id", "twice-" + number).toString());
    }
    await().atMost(LONGEST_WAIT).until(() -> completed() == 50);
    assertThat(stack.database().count("contents")).isEqualTo(50);
    assertThat(
            stack
                .database()
                .number("SELECT count(*) FROM request_events WHERE event = 'completed'"))
        .isEqualTo(50);
  }

  @Test
  void aTransientFailureIsChargedAndTriedAgainUntilItIsDeadLetteredWithTheTopicsCopy() {
    stack.worker(Map.of("millrace.offline.faults", "transient=1.0"));
    stack.publish(ContentRequestJson.valid().with("correlation_id", "doomed").toString());
    awaitStatus("doomed", "failed");
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isEqualTo(5);
    assertThat(text("SELECT string_agg(event, ',' ORDER BY seq) FROM request_events"))
        .isEqualTo(
            "accepted,started,retry_scheduled,started,retry_scheduled,started,retry_scheduled,"
                + "started,retry_scheduled,started,failed");
    assertThat(text("SELECT error_class FROM dead_letters")).isEqualTo("transient");
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () -> stack.database().number("SELECT count(copy_message_id) FROM dead_letters") == 1);
    assertThat(stack.database().count("dead_letters")).isEqualTo(1);
  }

  @Test
  void aContentPolicyRefusalIsDeadLetteredAtTheFirstAttempt() {
    stack.worker(Map.of("millrace.offline.faults", "content_policy=1.0"));
    stack.publish(ContentRequestJson.valid().with("correlation_id", "refused").toString());
    awaitStatus("refused", "failed");
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isEqualTo(1);
    assertThat(text("SELECT error_class FROM dead_letters")).isEqualTo("content_policy");
  }

  @Test
  void aRateLimitCostsNoAttemptAndLeavesTheRowToTheSweep() {
    stack.worker(Map.of("millrace.offline.faults", "rate_limited=1.0"));
    stack.publish(ContentRequestJson.valid().with("correlation_id", "patient").toString());
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack
                        .database()
                        .number(
                            """
                            SELECT count(*) FROM content_requests
                            WHERE status = 'pending' AND wait_reason = 'provider_limit' AND published_at IS NULL
                            """)
                    == 1);
    assertThat(
            stack.database().number("SELECT count(*) FROM request_events WHERE event = 'waiting'"))
        .isPositive();
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isZero();
  }

  @Test
  void aFaultOfThisInstallationPausesIntakeAndBurnsNoMessage() {
    var worker = stack.worker(Map.of("millrace.offline.faults", "configuration=1.0"));
    stack.publish(ContentRequestJson.valid().with("correlation_id", "spared").toString());
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack.database().number("SELECT count(paused_reason) FROM service_heartbeats")
                    == 1);
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isZero();
    worker.close();
    stack.worker(Map.of());
    awaitStatus("spared", "completed");
  }

  @Test
  void whatCanNeverWorkIsStoredForwardedWithItsReasonAndAcknowledged() {
    stack.worker(Map.of());
    stack.publish("this is not JSON");
    stack.publish("{\"correlation_id\":\"half\",\"topic\":\"Rivers\"}");
    stack.publish(PubsubMessage.newBuilder().putAttributes("kind", "empty").build());
    stack.publish(
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFromUtf8(ContentRequestJson.valid().toString()))
            .putAttributes("schema", "content-request.v9")
            .build());
    stack.publish(
        PubsubMessage.newBuilder().setData(ByteString.copyFrom(new byte[9_000_000])).build());
    await().atMost(LONGEST_WAIT).until(() -> stack.database().count("dead_letters") == 5);
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () -> stack.database().number("SELECT count(copy_message_id) FROM dead_letters") == 5);
    assertThat(stack.database().count("dead_letters")).isEqualTo(5);
    assertThat(
            stack
                .database()
                .number("SELECT count(*) FROM dead_letters WHERE error_class = 'invalid_request'"))
        .isEqualTo(5);
    assertThat(
            text(
                "SELECT copy_attributes ->> 'millrace_reason' FROM dead_letters WHERE payload_bytes < 50 AND payload_bytes > 20"))
        .contains("student_id", "grade_level");
    assertThat(stack.database().count("content_requests")).isZero();
  }

  @Test
  void aLeaseThatEndsIsFreedChargedAndTheRequestCompletes() {
    stack.worker(Map.of());
    stack
        .database()
        .execute(
            """
        INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level, format,
                                      status, lease_token, lease_owner, lease_until, next_publish_at, started_at,
                                      published_at, event_seq)
        VALUES (gen_random_uuid(), 'default', 'orphan', 's', 'Rivers', '5th Grade', 'quiz', 'processing',
                gen_random_uuid(), 'dead', now() - interval '1 second', now(), now(), now(), 1)
        """);
    stack
        .database()
        .execute(
            "INSERT INTO request_events (request_id, seq, event) SELECT id, 1, 'accepted' FROM content_requests");
    awaitStatus("orphan", "completed");
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isEqualTo(1);
    assertThat(stack.database().number("SELECT dispatch FROM content_requests")).isEqualTo(2);
  }

  @Test
  void aStoppingWorkerReleasesWhatItCannotFinishAtNoCost() {
    var worker =
        stack.worker(Map.of("millrace.offline.latency", "10m", "millrace.worker.grace", "200ms"));
    stack.publish(ContentRequestJson.valid().with("correlation_id", "handed-over").toString());
    awaitStatus("handed-over", "processing");
    worker.close();
    assertThat(text("SELECT status FROM content_requests")).isEqualTo("pending");
    assertThat(stack.database().number("SELECT retry_count FROM content_requests")).isZero();
    stack.worker(Map.of());
    awaitStatus("handed-over", "completed");
  }

  @Test
  void aBrokerThatForgetsEverythingLosesNoRow() {
    stack.worker(
        Map.of(
            "millrace.offline.latency", "300ms",
            "millrace.worker.concurrency", 4,
            "millrace.dispatch.rescue-after", "2s"));
    for (int number = 0; number < 20; number++) {
      stack.publish(ContentRequestJson.valid().with("correlation_id", "kept-" + number).toString());
    }
    await().atMost(LONGEST_WAIT).until(() -> completed() >= 2);
    stack.broker().faults().forget();
    stack.ensureTopology();
    stack.publish(ContentRequestJson.valid().with("correlation_id", "later").toString());
    awaitStatus("later", "completed");
    // Foreign messages that had not been claimed were the broker's alone; every row that exists
    // must end.
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack
                        .database()
                        .number("SELECT count(*) FROM content_requests WHERE status <> 'completed'")
                    == 0);
  }

  private void awaitStatus(String correlation, String status) {
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                stack
                        .database()
                        .number(
                            "SELECT count(*) FROM content_requests WHERE correlation_id = ? AND status = ?",
                            correlation,
                            status)
                    == 1);
  }

  private long completed() {
    return stack
        .database()
        .number("SELECT count(*) FROM content_requests WHERE status = 'completed'");
  }

  private String text(String sql) {
    return stack.database().text(sql);
  }
}
