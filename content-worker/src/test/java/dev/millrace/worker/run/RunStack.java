package dev.millrace.worker.run;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import dev.millrace.testing.MigratedDatabase;
import dev.millrace.testing.SqlAssertions;
import dev.millrace.worker.testing.ScriptedModels;
import dev.millrace.worker.testing.WorkerStack;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A stack for tests of runs: publish one, and see what the tables say. */
final class RunStack implements AutoCloseable {
  static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final WorkerStack stack = WorkerStack.start();

  WorkerStack stack() {
    return stack;
  }

  MigratedDatabase database() {
    return stack.database();
  }

  /** A worker whose models answer so. */
  ApplicationContext worker(ScriptedModels models) {
    return stack.worker(Map.of(), models);
  }

  /** Publishes a run as a foreign producer does. */
  void publish(String correlation, String kind) {
    publish(
        """
        {"correlation_id": "%s", "kind": "%s", "prompt": "A red scarf\\non fresh snow", "shop": "acme.example"}
        """
            .formatted(correlation, kind));
  }

  /** Publishes any payload. */
  String publish(String payload) {
    return publish(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(payload)).build());
  }

  /** Publishes any message. */
  String publish(PubsubMessage message) {
    return stack.publishTo("agent-runs", message);
  }

  /** Waits until a run stands so. */
  void awaitStatus(String correlation, String status) {
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                database()
                        .number(
                            "SELECT count(*) FROM agent_runs WHERE correlation_id = ? AND status = ?",
                            correlation,
                            status)
                    == 1);
  }

  /** The events of a run, in order. */
  List<String> events(String correlation) {
    return database()
        .list(
            """
            SELECT e.event || coalesce(' ' || (e.data ->> 'finished'), '') AS event
            FROM agent_run_events e JOIN agent_runs r ON r.id = e.run_id
            WHERE r.correlation_id = ? ORDER BY e.seq
            """,
            row -> row.getString("event"),
            correlation);
  }

  String text(String sql) {
    return database().text(sql);
  }

  long number(String sql) {
    return database().number(sql);
  }

  @Override
  public void close() {
    SqlAssertions.assertEventsAreGapless(database());
    stack.close();
  }
}
