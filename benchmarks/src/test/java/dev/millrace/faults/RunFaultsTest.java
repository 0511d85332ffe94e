package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agent runs whose workers die between and within their steps. */
@Tag("faults")
final class RunFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int RUNS = Math.max(12, Scale.REQUESTS / 16);
  private static final int STEPS = 4;
  private static final Map<String, String> SLOW =
      Map.of("OFFLINE_LATENCY", "400ms", "RUN_CONCURRENCY", Integer.toString(RUNS / 3));

  @Test
  void aRunGoesOnAfterItsLastFinishedStepHoweverOftenItsWorkerIsKilled() {
    try (Installation millrace = Installation.start("runs")) {
      Service worker = millrace.worker(SLOW).ready();
      Set<String> accepted = millrace.producer().publishRuns(RUNS);
      for (int kill = 1; kill <= 3; kill++) {
        long steps = (long) kill * RUNS * STEPS / 6 + millrace.chances().nextInt(STEPS);
        await("%d finished steps".formatted(steps))
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> millrace.database().count("agent_logs") >= steps);
        worker.kill();
        worker = millrace.worker(SLOW).ready();
      }
      await("the end of every run")
          .atMost(PATIENCE)
          .until(() -> number(millrace, "WHERE status = 'completed'") == accepted.size());

      assertThat(number(millrace, "")).as("rows").isEqualTo(accepted.size());
      assertThat(millrace.database().count("agent_tasks")).isEqualTo(accepted.size());
      assertThat(millrace.database().count("agent_logs"))
          .as("a log for each step, and none twice")
          .isEqualTo((long) accepted.size() * STEPS);
      assertThat(events(millrace, "completed")).isEqualTo(accepted.size());
      assertThat(events(millrace, "progress"))
          .as("a step is told when it is finished, and is not made again")
          .isEqualTo((long) accepted.size() * (STEPS - 1));
      assertThat(events(millrace, "lease_expired")).as("leases of the dead").isPositive();
      assertThat(
              millrace
                  .database()
                  .number(
                      """
                      SELECT count(*) FROM agent_runs r
                      WHERE event_seq <> (SELECT count(*) FROM agent_run_events e WHERE e.run_id = r.id)
                      """))
          .as("runs whose events have a gap")
          .isZero();
    }
  }

  private static long number(Installation millrace, String where) {
    return millrace.database().number("SELECT count(*) FROM agent_runs " + where);
  }

  private static long events(Installation millrace, String event) {
    return millrace
        .database()
        .number("SELECT count(*) FROM agent_run_events WHERE event = ?", event);
  }
}
