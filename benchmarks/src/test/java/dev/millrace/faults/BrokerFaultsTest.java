package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker that forgets, repeats, mixes up and loses. */
@Tag("faults")
final class BrokerFaultsTest {
  @Test
  void aBrokerThatForgetsEverythingLosesNoRequestThatAgentsApiAccepted() {
    try (Installation millrace = Installation.start("forgotten")) {
      Service api = millrace.api(Map.of());
      millrace
          .worker(
              Map.of(
                  "WORKER_CONCURRENCY",
                  Integer.toString(Scale.REQUESTS / 10),
                  "OFFLINE_LATENCY",
                  "300ms"))
          .ready();
      api.ready();
      millrace.producer().publish(Scale.REQUESTS / 4);
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2);
      millrace.awaitInFullSwing(millrace.chances().nextInt(Scale.REQUESTS / 4));
      millrace.broker().faults().forget();
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 4);
      millrace.ensureTopology();
      // Foreign messages that were not claimed yet were the broker's alone.
      millrace.assertAllEndedAsPromised(millrace.producer().acceptedByRest());
      assertThat(millrace.count("failed")).isZero();
    }
  }

  @Test
  void messagesThatComeTwiceOutOfOrderAndAgainAfterLostAcknowledgementsAreWorkedOnOnce() {
    try (Installation millrace = Installation.start("repeated")) {
      Service api = millrace.api(Map.of());
      // A message whose acknowledgement was lost fills a place until its deadline.
      Map<String, String> worker =
          Map.of(
              "WORKER_CONCURRENCY",
              Integer.toString(Scale.REQUESTS),
              "OFFLINE_LATENCY",
              "100ms",
              "WORKER_LEASE",
              "10s",
              "RESCUE_AFTER",
              "10s");
      Service one = millrace.worker(worker);
      Service other = millrace.worker(worker);
      api.ready();
      one.ready();
      other.ready();
      millrace.broker().faults().duplicate(true).reorder(Duration.ofMillis(300)).dropAcks(0.2);
      millrace.producer().publish(Scale.REQUESTS / 2);
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2);
      millrace.assertAllEndedAsPromised();
      millrace.broker().faults().clear();
      one.terminate();
      other.terminate();
      one.exitCode();
      other.exitCode();
      // What was acknowledged in vain comes back once its deadline of 10 s has passed.
      Service drain = millrace.worker(List.of("drain", "--idle", "11s"), Map.of());
      assertThat(drain.exitCode()).isZero();
      assertThat(drain.log()).doesNotContain("\"consumed\":0,");
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS / 2 * 2L);
      assertThat(millrace.events("started"))
          .as("work that was begun, but for what a lease ended on")
          .isEqualTo(millrace.count("completed") + millrace.events("lease_expired"));
    }
  }
}
