package dev.millrace.worker.run;

import static dev.millrace.worker.run.RunStack.LONGEST_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.command.ScheduledCommand;
import dev.millrace.failure.FailureClass;
import dev.millrace.testing.ScheduleRows;
import dev.millrace.worker.provider.ProviderException;
import dev.millrace.worker.testing.ScriptedModels;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs, seen from outside: what is published, and what the tables say. */
final class RunTest {
  private final RunStack runs = new RunStack();
  private final ScriptedModels models = new ScriptedModels();

  @AfterEach
  void stop() {
    runs.close();
  }

  @Test
  void aPictureIsPlannedMadeReviewedAndGatheredIntoATask() {
    runs.worker(models);
    runs.publish("scarf", "product_image");
    runs.awaitStatus("scarf", "completed");

    assertThat(models.calls()).containsExactly("plan", "generate", "review");
    assertThat(runs.events("scarf"))
        .containsExactly(
            "accepted",
            "started",
            "progress plan",
            "progress generate",
            "progress review",
            "completed");
    assertThat(runs.text("SELECT outcome FROM agent_runs")).isEqualTo("task_created");
    assertThat(runs.text("SELECT title || ' ' || steps FROM agent_tasks"))
        .isEqualTo("A red scarf 4");
    assertThat(runs.text("SELECT cost::text FROM agent_tasks")).isEqualTo("0.042");
    assertThat(runs.text("SELECT cost::text FROM agent_runs")).isEqualTo("0.042");
    assertThat(runs.text("SELECT name || ' ' || media_type FROM run_artifacts"))
        .isEqualTo("picture.svg image/svg+xml");
    assertThat(runs.text("SELECT result #>> '{picture,artifact}' FROM agent_tasks"))
        .isEqualTo("picture.svg");
    assertThat(
            runs.text(
                "SELECT string_agg(step || ':' || coalesce(provider, '-'), ',' ORDER BY created_at, step) FROM agent_logs"))
        .contains("plan:scripted", "assemble:-");
  }

  @Test
  void aTextIsATaskToo() {
    runs.worker(models);
    runs.publish("text", "text");
    runs.awaitStatus("text", "completed");

    assertThat(runs.text("SELECT result #>> '{text,body}' FROM agent_tasks"))
        .isEqualTo("Soft and warm.");
  }

  @Test
  void anAnswerInAConversationIsNeitherPlannedNorReviewed() {
    runs.worker(models);
    runs.publish("chat", "chat");
    runs.awaitStatus("chat", "completed");

    assertThat(models.calls()).containsExactly("generate");
  }

  @Test
  void aReviewMayAskOnceForAnother() {
    models.answer("review", number -> ScriptedModels.rejecting());
    runs.worker(models);
    runs.publish("again", "text");
    runs.awaitStatus("again", "completed");

    assertThat(models.calls())
        .containsExactly("plan", "generate", "review", "generate-2", "review-2");
    assertThat(runs.text("SELECT result #>> '{text,body}' FROM agent_tasks"))
        .isEqualTo("Softer and warmer.");
    assertThat(
            runs.text(
                "SELECT input #>> '{review,verdict}' FROM agent_logs WHERE round = 2 AND step = 'generate'"))
        .isEqualTo("reject");
  }

  @Test
  void whatIsRefusedTwiceLeavesNoTaskAndSaysWhy() {
    models
        .answer("review", number -> ScriptedModels.rejecting())
        .answer("review-2", number -> ScriptedModels.rejecting());
    runs.worker(models);
    runs.publish("refused", "text");
    runs.awaitStatus("refused", "completed");

    assertThat(runs.text("SELECT outcome || ' ' || outcome_reason FROM agent_runs"))
        .isEqualTo("no_task_created review_refused");
    assertThat(runs.database().count("agent_tasks")).isZero();
  }

  @Test
  void aTransientFailureIsChargedAndWhatIsFinishedIsNotRepeated() {
    models.answer(
        "review",
        number -> {
          if (number < 3) {
            throw failure(FailureClass.TRANSIENT);
          }
          return ScriptedModels.accepting();
        });
    runs.worker(models);
    runs.publish("shaky", "product_image");
    runs.awaitStatus("shaky", "completed");

    assertThat(models.calls()).containsExactly("plan", "generate", "review", "review", "review");
    assertThat(runs.number("SELECT retry_count FROM agent_runs")).isEqualTo(2);
    assertThat(runs.text("SELECT attempt::text FROM agent_logs WHERE step = 'review'"))
        .isEqualTo("3");
  }

  @Test
  void theLastAttemptLeavesADeadLetterWithTheTopicsCopy() {
    models.answer(
        "plan",
        number -> {
          throw failure(FailureClass.TRANSIENT);
        });
    runs.worker(models);
    runs.publish("doomed", "text");
    runs.awaitStatus("doomed", "failed");

    assertThat(models.calls()).hasSize(5);
    assertThat(runs.number("SELECT count(*) FROM dead_letters WHERE run_id IS NOT NULL"))
        .isEqualTo(1);
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> runs.number("SELECT count(copy_message_id) FROM dead_letters") == 1);
    assertThat(runs.database().count("dead_letters")).isEqualTo(1);
  }

  @Test
  void aContentPolicyRefusalIsDeadLetteredAtTheFirstAttempt() {
    models.answer(
        "generate",
        number -> {
          throw failure(FailureClass.CONTENT_POLICY);
        });
    runs.worker(models);
    runs.publish("rude", "product_image");
    runs.awaitStatus("rude", "failed");

    assertThat(runs.number("SELECT retry_count FROM agent_runs")).isEqualTo(1);
  }

  @Test
  void aRateLimitCostsNoAttemptAndLeavesTheRowToTheSweep() {
    models.answer(
        "generate",
        number -> {
          throw failure(FailureClass.RATE_LIMITED);
        });
    runs.worker(models);
    runs.publish("patient", "text");
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                runs.number(
                        "SELECT count(*) FROM agent_runs WHERE wait_reason = 'provider_limit' AND retry_count = 0")
                    == 1);
  }

  @Test
  void whatCanNeverWorkIsStoredForwardedAndAcknowledged() {
    runs.worker(models);
    runs.publish("this is not JSON");
    runs.publish("{\"kind\": \"text\"}");
    runs.publish("{\"kind\": \"sculpture\", \"prompt\": \"A horse\"}");
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> runs.number("SELECT count(copy_message_id) FROM dead_letters") == 3);

    assertThat(runs.database().count("dead_letters")).isEqualTo(3);
    assertThat(runs.database().count("agent_runs")).isZero();
  }

  @Test
  void aRunThatIsCancelledElsewhereIsCutOffInTheMiddleOfACall() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch cutOff = new CountDownLatch(1);
    models.answer(
        "generate",
        number -> {
          try {
            never.await();
            return ScriptedModels.object();
          } catch (InterruptedException interrupted) {
            cutOff.countDown();
            throw interrupted;
          }
        });
    runs.worker(models);
    runs.publish("cancelled", "text");
    await().atMost(LONGEST_WAIT).until(() -> models.calls().contains("generate"));
    runs.database()
        .execute(
            """
            UPDATE agent_runs
            SET status = 'cancelled', cancelled_at = now(), lease_until = NULL, next_publish_at = NULL, stage = NULL
            """);

    await().atMost(LONGEST_WAIT).until(() -> cutOff.getCount() == 0);
    assertThat(runs.text("SELECT status FROM agent_runs")).isEqualTo("cancelled");
  }

  @Test
  void aStoppingWorkerReleasesAtNoCostAndTheNextGoesOnAfterTheLastStep() {
    models.hold("review", new CountDownLatch(1));
    var worker = runs.stack().worker(Map.of("millrace.worker.grace", "200ms"), models);
    runs.publish("handed-over", "text");
    await().atMost(LONGEST_WAIT).until(() -> models.calls().contains("review"));
    worker.close();

    assertThat(runs.text("SELECT status || ' ' || retry_count FROM agent_runs"))
        .isEqualTo("pending 0");
    ScriptedModels next = new ScriptedModels();
    runs.worker(next);
    runs.awaitStatus("handed-over", "completed");
    assertThat(next.calls()).containsExactly("review");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "generate", "review"})
  void whoeverTakesOverGoesOnAfterTheLastFinishedStep(String step) {
    models.answer(
        step,
        number -> {
          if (number == 1) {
            runs.database()
                .execute("UPDATE agent_runs SET lease_until = now() - interval '1 second'");
            new CountDownLatch(1).await();
          }
          return step.equals("review")
              ? ScriptedModels.accepting()
              : ScriptedModels.object().put("body", "Soft.");
        });
    runs.worker(models);
    runs.publish("taken-over", "text");
    runs.awaitStatus("taken-over", "completed");

    assertThat(models.calls()).filteredOn(step::equals).hasSize(2);
    assertThat(models.calls()).hasSize(4);
    assertThat(runs.events("taken-over")).contains("lease_expired").endsWith("completed");
    assertThat(runs.number("SELECT retry_count FROM agent_runs")).isEqualTo(1);
    assertThat(runs.number("SELECT count(*) FROM agent_logs")).isEqualTo(4);
  }

  @Test
  void aRunWhoseMessageTheBrokerForgotIsPublishedAnew() {
    runs.stack().worker(Map.of("millrace.dispatch.rescue-after", "1s"), models);
    runs.database()
        .execute(
            """
            INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, published_at, next_publish_at,
                                    event_seq)
            VALUES (gen_random_uuid(), 'default', 'forgotten', 'chat', 'Hello', now(), now(), 1)
            """);
    runs.database()
        .execute(
            "INSERT INTO agent_run_events (run_id, seq, event) SELECT id, 1, 'accepted' FROM agent_runs");
    runs.awaitStatus("forgotten", "completed");

    assertThat(runs.number("SELECT dispatch FROM agent_runs")).isEqualTo(2);
  }

  @Test
  void aRunThatKillsItsWorkersFailsAtLastAndItsScheduleHearsOfIt() {
    UUID schedule = ScheduleRows.fired(runs.database());
    String key = schedule + "@2026-11-23T09:00:00Z";
    runs.database().execute("UPDATE schedules SET organization_id = 'default'");
    runs.database().execute("UPDATE schedule_decisions SET execution_key = ?", key);
    runs.database()
        .execute(
            """
            INSERT INTO agent_runs (id, organization_id, correlation_id, kind, prompt, status, retry_count, lease_token,
                                    lease_owner, lease_until, started_at, next_publish_at, event_seq)
            VALUES (gen_random_uuid(), 'default', ?, 'text', 'Boom', 'processing', 4, gen_random_uuid(), 'dead',
                    now() - interval '1 second', now(), now(), 1)
            """,
            key);
    runs.database()
        .execute(
            "INSERT INTO agent_run_events (run_id, seq, event) SELECT id, 1, 'accepted' FROM agent_runs");
    runs.worker(models);
    runs.awaitStatus(key, "failed");

    assertThat(runs.text("SELECT error_class FROM dead_letters WHERE run_id IS NOT NULL"))
        .isEqualTo("outcome_unknown");
    assertThat(runs.text("SELECT run_state FROM schedule_decisions")).isEqualTo("failed");
  }

  @Test
  void twoDeliveriesAtOnceMakeOneRun() {
    runs.stack().broker().faults().duplicate(true);
    runs.worker(models);
    for (int number = 0; number < 10; number++) {
      runs.publish("twice-" + number, "text");
    }
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () -> runs.number("SELECT count(*) FROM agent_runs WHERE status = 'completed'") == 10);

    assertThat(runs.database().count("agent_tasks")).isEqualTo(10);
    assertThat(models.calls()).hasSize(30);
  }

  @Test
  void aScheduledRunIsMadeOncePerKeyAndItsEndReported() {
    UUID schedule = ScheduleRows.fired(runs.database());
    String key = schedule + "@2026-11-23T09:00:00Z";
    runs.database().execute("UPDATE schedules SET organization_id = 'default'");
    runs.database().execute("UPDATE schedule_decisions SET execution_key = ?", key);
    runs.worker(models);
    for (int time = 0; time < 2; time++) {
      runs.publish(
          command(key, ScriptedModels.object().put("prompt", "A scarf").put("kind", "text")));
    }
    runs.awaitStatus(key, "completed");

    assertThat(runs.text("SELECT run_state FROM schedule_decisions")).isEqualTo("finished");
    assertThat(runs.database().count("agent_runs")).isEqualTo(1);
  }

  @Test
  void aScheduleWhoseCommandCanNeverWorkHearsOfIt() {
    UUID schedule = ScheduleRows.fired(runs.database());
    String key = schedule + "@2026-11-23T09:00:00Z";
    runs.database().execute("UPDATE schedules SET organization_id = 'default'");
    runs.database().execute("UPDATE schedule_decisions SET execution_key = ?", key);
    runs.worker(models);
    runs.publish(command(key, ScriptedModels.object().put("kind", "text")));
    await()
        .atMost(LONGEST_WAIT)
        .until(() -> runs.text("SELECT run_state FROM schedule_decisions").equals("failed"));

    assertThat(runs.text("SELECT error FROM schedule_decisions")).contains("/prompt");
  }

  private static PubsubMessage command(String key, ObjectNode payload) {
    ScheduledCommand command =
        new ScheduledCommand(
            key, "default", "agent-run", Instant.parse("2026-11-23T09:00:00Z"), payload);
    return PubsubMessage.newBuilder()
        .setData(ByteString.copyFrom(command.encode()))
        .putAllAttributes(
            Map.of(
                "schema",
                ScheduledCommand.SCHEMA,
                ScheduledCommand.EXECUTION_KEY,
                key,
                "organization_id",
                "default"))
        .build();
  }

  private static ProviderException failure(FailureClass failureClass) {
    return new ProviderException("scripted", failureClass, "It is " + failureClass.wireName());
  }
}
