package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.ContentRequestJson;
import dev.millrace.testing.ScheduleRows;
import dev.millrace.worker.testing.WorkerStack;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of what a schedule fired is reported with the completion, by its execution key. */
final class ScheduledRunTest {
  private final WorkerStack stack = WorkerStack.start();

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void aCompletedRequestFinishesItsRun() {
    stack.worker(Map.of());

    assertThat(runOf("default", "completed")).isEqualTo("finished");
  }

  @Test
  void aFailedRequestFailsItsRunAndSaysWhy() {
    stack.worker(Map.of("millrace.offline.faults", "content_policy=1.0"));

    assertThat(runOf("default", "failed")).isEqualTo("failed");
    assertThat(stack.database().text("SELECT error FROM schedule_decisions")).isNotBlank();
  }

  @Test
  void aKeyOfAnotherOrganizationReportsNothing() {
    stack.worker(Map.of());

    assertThat(runOf("another", "completed")).isEqualTo("fired");
  }

  /** The state of a run of an organization's schedule once the default one's request has ended. */
  private String runOf(String organization, String ended) {
    UUID schedule = ScheduleRows.fired(stack.database());
    String key = schedule + "@2026-11-23T09:00:00Z";
    stack.database().execute("UPDATE schedules SET organization_id = ?", organization);
    stack.database().execute("UPDATE schedule_decisions SET execution_key = ?", key);
    stack.publish(ContentRequestJson.valid().with("correlation_id", key).toString());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                stack
                    .database()
                    .first("SELECT status FROM content_requests", row -> row.getString(1))
                    .filter(ended::equals)
                    .isPresent());
    return stack.database().text("SELECT run_state FROM schedule_decisions");
  }
}
