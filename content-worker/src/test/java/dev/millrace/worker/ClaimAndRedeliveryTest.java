package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Intake;
import dev.millrace.content.NewContentRequest;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.SqlAssertions;
import dev.millrace.worker.testing.WorkerStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages of our own, which name their row and its dispatch, against rows in every state. */
final class ClaimAndRedeliveryTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final WorkerStack STACK = WorkerStack.start();

  @BeforeAll
  static void start() {
    STACK.worker(Map.of());
  }

  @AfterAll
  static void stop() {
    SqlAssertions.assertEventsAreGapless(STACK.database());
    STACK.close();
  }

  @Test
  void aMessageOfAnOlderDispatchIsAcknowledgedWithoutEffect() {
    UUID row = insert("outdated");
    update(row, "dispatch = 3");
    publish(row, "outdated", 2);
    publish(row, "outdated", 3);
    awaitStatus(row, "completed");
    assertThat(STACK.database().events(row)).containsExactly("accepted", "started", "completed");
  }

  @Test
  void aRowThatIsCancelledStaysCancelled() {
    UUID row = insert("cancelled");
    update(row, "status = 'cancelled', cancelled_at = now(), next_publish_at = NULL");
    UUID later = insert("after-cancelled");
    publish(row, "cancelled", 1);
    publish(later, "after-cancelled", 1);
    awaitStatus(later, "completed");
    assertThat(STACK.database().status(row)).isEqualTo("cancelled");
  }

  @Test
  void aMessageThatComesALittleTooEarlyIsHeldUntilItsTime() {
    UUID row = insert("early");
    update(row, "not_before = now() + interval '1500 milliseconds'");
    publish(row, "early", 1);
    awaitStatus(row, "completed");
    assertThat(
            STACK
                .database()
                .number(
                    "SELECT count(*) FROM content_requests WHERE id = ? AND started_at >= not_before",
                    row))
        .isEqualTo(1);
  }

  @Test
  void aMessageThatComesMuchTooEarlyIsLeftToTheSweep() {
    UUID row = insert("much-too-early");
    update(row, "not_before = now() + interval '1 hour'");
    publish(row, "much-too-early", 1);
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                STACK
                        .database()
                        .number(
                            """
                            SELECT count(*) FROM content_requests
                            WHERE id = ? AND published_at IS NULL AND next_publish_at = not_before
                            """,
                            row)
                    == 1);
  }

  @Test
  void aRowThatALiveWorkerHoldsIsLeftToIt() {
    UUID row = insert("held");
    UUID later = insert("after-held");
    update(
        row,
        """
        status = 'processing', started_at = now(), lease_token = gen_random_uuid(), lease_owner = 'other',
        lease_until = now() + interval '1 hour', next_publish_at = now() + interval '2 hours'
        """);
    publish(row, "held", 1);
    publish(later, "after-held", 1);
    awaitStatus(later, "completed");
    assertThat(STACK.database().status(row)).isEqualTo("processing");
    assertThat(STACK.database().events(row)).containsExactly("accepted");
  }

  @Test
  void aRequestThatPubSubGaveUpOnTooEarlyIsDispatchedAnewAndAudited() {
    UUID row = insert("given-up");
    update(row, "next_publish_at = now() + interval '1 hour'");
    STACK.publishTo("content-generation-dlq", message(row, "given-up", 1));
    awaitStatus(row, "completed");
    assertThat(STACK.database().number("SELECT dispatch FROM content_requests WHERE id = ?", row))
        .isEqualTo(2);
    assertThat(
            STACK
                .database()
                .number("SELECT count(*) FROM audit_log WHERE target = ?", row.toString()))
        .isEqualTo(1);
    assertThat(
            STACK.database().number("SELECT retry_count FROM content_requests WHERE id = ?", row))
        .isZero();
  }

  @Test
  void aDeadLetterThatNobodyKnowsIsStoredOnce() {
    String id =
        STACK.publishTo(
            "content-generation-dlq",
            PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("stray")).build());
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                STACK
                        .database()
                        .number("SELECT count(*) FROM dead_letters WHERE message_id = ?", id)
                    == 1);
  }

  private static UUID insert(String correlation) {
    NewContentRequest request =
        ContentRequestJson.valid().with("correlation_id", correlation).decoded();
    UUID id = ContentRequestRepository.newId();
    ContentRequestRepository requests = STACK.database().bean(ContentRequestRepository.class);
    STACK
        .database()
        .database()
        .write(
            connection ->
                requests.insert(
                    connection, List.of(new Intake(id, "default", correlation, request, null))));
    return id;
  }

  private static void update(UUID row, String assignments) {
    STACK.database().execute("UPDATE content_requests SET " + assignments + " WHERE id = ?", row);
  }

  private static void publish(UUID row, String correlation, int dispatch) {
    STACK.publish(message(row, correlation, dispatch));
  }

  private static PubsubMessage message(UUID row, String correlation, int dispatch) {
    return PubsubMessage.newBuilder()
        .setData(
            ByteString.copyFrom(
                ContentRequestJson.valid()
                    .with("id", row.toString())
                    .with("correlation_id", correlation)
                    .bytes()))
        .putAttributes("schema", ContentRequestCodec.SCHEMA)
        .putAttributes("organization_id", "default")
        .putAttributes("dispatch", Integer.toString(dispatch))
        .build();
  }

  private static void awaitStatus(UUID row, String status) {
    await().atMost(LONGEST_WAIT).until(() -> STACK.database().status(row).equals(status));
  }
}
