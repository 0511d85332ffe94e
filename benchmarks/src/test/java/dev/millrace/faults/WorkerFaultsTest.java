package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that are killed, stopped and frozen while they work. */
@Tag("faults")
final class WorkerFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * So long a lease that a machine which stands still for a moment ends none: nothing may be
   * charged.
   */
  private static final Map<String, String> UNHURRIED = Map.of("WORKER_LEASE", "1m");

  @Test
  void aWorkerThatIsKilledThreeTimesLosesNothingAndDoesNothingTwice() {
    try (Installation millrace = Installation.start("killed")) {
      Map<String, String> slow = slow(Scale.REQUESTS / 12, "600ms");
      Service api = millrace.api(Map.of());
      Service worker = millrace.worker(slow).ready();
      millrace.producer().publish(Scale.REQUESTS / 2);
      api.ready();
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2);
      for (int kill = 0; kill < 3; kill++) {
        millrace.awaitInFullSwing(
            (long) kill * Scale.REQUESTS / 5 + millrace.chances().nextInt(Scale.REQUESTS / 6));
        worker.kill();
        worker = millrace.worker(slow).ready();
      }
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS / 2 * 2L);
      assertThat(millrace.events("lease_expired")).as("leases of the dead").isPositive();
    }
  }

  @Test
  void aWorkerThatWasFrozenPastItsLeaseWritesNothingOnceItGoesOn() {
    try (Installation millrace = Installation.start("frozen")) {
      Map<String, String> slow = slow(Scale.REQUESTS / 8, "500ms");
      Service frozen = millrace.worker(slow);
      Service other = millrace.worker(slow);
      frozen.ready();
      other.ready();
      millrace.producer().publish(Scale.REQUESTS);
      await("work of both")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> millrace.heldBy(frozen) > 0 && millrace.heldBy(other) > 0);
      frozen.freeze();
      long held = millrace.heldBy(frozen);
      await("leases that were taken from it")
          .atMost(PATIENCE)
          .until(() -> millrace.events("lease_expired") >= held);
      frozen.thaw();
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS);
      await("its own knowledge of it")
          .atMost(PATIENCE)
          .until(() -> held == 0 || frozen.log().contains("\"event\":\"lease.lost\""));
    }
  }

  @Test
  void aWorkerThatIsAskedToEndHandsItsWorkOverAtNoCostAndExitsWithZero() {
    try (Installation millrace = Installation.start("terminated")) {
      Service worker = millrace.worker(endless()).ready();
      millrace.producer().publish(Scale.REQUESTS);
      millrace.awaitInFullSwing(0);
      worker.terminate();
      assertThat(worker.exitCode()).isZero();
      assertThat(millrace.count("processing")).as("leases left behind").isZero();
      assertThat(millrace.events("released")).isPositive();
      assertIsFinishedUncharged(millrace);
    }
  }

  @Test
  void aDrainThatIsAskedToEndHandsItsWorkOverAtNoCost() {
    try (Installation millrace = Installation.start("drain-terminated")) {
      millrace.producer().publish(Scale.REQUESTS);
      Service drain = millrace.worker(List.of("drain"), endless());
      millrace.awaitInFullSwing(0);
      drain.terminate();
      assertThat(drain.exitCode()).as("its work is not done").isNotZero();
      assertThat(millrace.count("processing")).as("leases left behind").isZero();
      assertIsFinishedUncharged(millrace);
    }
  }

  @Test
  void aDrainEndsWithZeroAndASummaryOnceEverythingIsDone() {
    try (Installation millrace = Installation.start("drained")) {
      millrace.producer().publish(Scale.REQUESTS / 2);
      millrace.api(Map.of()).ready();
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2);
      Service drain =
          millrace.worker(
              List.of("drain", "--idle", "2s", "--max-duration", "5m"),
              Map.of("OFFLINE_FAULTS", "transient=0.1,rate_limited=0.05"));
      assertThat(drain.exitCode()).isZero();
      assertThat(drain.log()).contains("\"event\":\"drain.completed\"", "\"drained\":true");
      assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS / 2 * 2L);
      millrace.assertAllEndedAsPromised();
    }
  }

  private static void assertIsFinishedUncharged(Installation millrace) {
    millrace.worker(UNHURRIED);
    millrace.assertAllEndedAsPromised();
    assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS);
    assertThat(millrace.database().number("SELECT sum(retry_count) FROM content_requests"))
        .as("attempts charged")
        .isZero();
  }

  private static Map<String, String> slow(int concurrency, String latency) {
    return Map.of("WORKER_CONCURRENCY", Integer.toString(concurrency), "OFFLINE_LATENCY", latency);
  }

  private static Map<String, String> endless() {
    return Map.of(
        "WORKER_CONCURRENCY",
        Integer.toString(Scale.REQUESTS / 4),
        "OFFLINE_LATENCY",
        "10m",
        "WORKER_GRACE",
        "500ms");
  }
}
