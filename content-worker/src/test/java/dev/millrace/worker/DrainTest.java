package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.ScheduleRows;
import dev.millrace.worker.testing.WorkerProcess;
import dev.millrace.worker.testing.WorkerStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The worker as a job: a process that ends by itself. */
final class DrainTest {
  @Test
  void aDrainWorksUntilNothingIsLeftAndExitsWithZero() throws Exception {
    try (WorkerStack stack = WorkerStack.start()) {
      for (int number = 0; number < 20; number++) {
        stack.publish(
            ContentRequestJson.valid().with("correlation_id", "job-" + number).toString());
      }
      UUID schedule = ScheduleRows.fired(stack.database());
      stack.publishTo("scheduler-ticks", command("key of " + schedule));
      String held = hold(stack);
      Process job = worker(stack, "drain", "--idle", "1s", "--max-duration", "5m");
      await().atMost(Duration.ofMinutes(2)).until(() -> !job.isAlive() || completed(stack) == 20);
      assertThat(job.isAlive()).as("the job waits for the last row").isTrue();
      letGo(stack, held);
      String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(job.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).as(output).isZero();
      assertThat(output).contains("drain.completed", "\"drained\":true");
      assertThat(completed(stack)).isEqualTo(20);
      assertThat(stack.database().text("SELECT run_state FROM schedule_decisions"))
          .isEqualTo("finished");
      assertThat(output).contains("command.recorded", "catalog_run_finished");
      assertThat(stack.database().count("service_heartbeats")).isZero();
    }
  }

  @Test
  void aWrongConfigurationEndsTheStartWithOneSentence() throws Exception {
    try (WorkerStack stack = WorkerStack.start()) {
      Process job = worker(stack, Map.of("OFFLINE_FAULTS", "nonsense"), "drain");
      String output = new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(job.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(job.exitValue()).isEqualTo(1);
      assertThat(output).contains("OFFLINE_FAULTS").doesNotContain("\tat ");
    }
  }

  private static PubsubMessage command(String key) {
    return PubsubMessage.newBuilder()
        .setData(
            ByteString.copyFromUtf8(
                """
                {"execution_key":"%s","organization_id":"test-organization","job_type":"catalog-review",
                 "due_at":"2026-11-23T09:00:00Z","payload":{}}
                """
                    .formatted(key)))
        .build();
  }

  /** A row that another worker works on, so that something is left until the test lets go of it. */
  private static String hold(WorkerStack stack) {
    return stack
        .database()
        .text(
            """
            INSERT INTO content_requests (id, organization_id, correlation_id, student_id, topic, grade_level, format,
                                          status, lease_token, lease_owner, lease_until, next_publish_at, started_at)
            VALUES (gen_random_uuid(), 'default', 'held', 's', 'Rivers', '5th Grade', 'quiz', 'processing',
                    gen_random_uuid(), 'another', now() + interval '1 hour', now() + interval '2 hours', now())
            RETURNING id
            """);
  }

  private static void letGo(WorkerStack stack, String held) {
    stack
        .database()
        .execute(
            """
            UPDATE content_requests
            SET status = 'cancelled', cancelled_at = now(), lease_until = NULL, next_publish_at = NULL
            WHERE id = ?::uuid
            """,
            held);
  }

  private static long completed(WorkerStack stack) {
    return stack
        .database()
        .number("SELECT count(*) FROM content_requests WHERE status = 'completed'");
  }

  private static Process worker(WorkerStack stack, String... command) throws IOException {
    return worker(stack, Map.of(), command);
  }

  private static Process worker(WorkerStack stack, Map<String, String> more, String... command)
      throws IOException {
    return WorkerProcess.start(stack, more, command);
  }
}
