package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is restarted, and one that crashes. */
@Tag("faults")
final class DatabaseFaultsTest {
  @Test
  void aDatabaseThatIsRestartedAndThenCrashesCostsNothingButTime() throws IOException {
    try (Installation millrace = Installation.start("database")) {
      Service api = millrace.api(Map.of());
      Service worker =
          millrace.worker(
              Map.of(
                  "WORKER_CONCURRENCY",
                  Integer.toString(Scale.REQUESTS / 12),
                  "OFFLINE_LATENCY",
                  "400ms"));
      api.ready();
      worker.ready();
      millrace.producer().publish(Scale.REQUESTS / 2);
      CompletableFuture<Void> posting =
          CompletableFuture.runAsync(
              () -> millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2));
      millrace.awaitInFullSwing(millrace.chances().nextInt(1, Scale.REQUESTS / 4));
      millrace.server().restart();
      millrace.awaitInFullSwing(Scale.REQUESTS / 3);
      millrace.server().crash();
      millrace.server().restart();
      await("the producer").atMost(Duration.ofMinutes(5)).until(posting::isDone);
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.count("completed")).isEqualTo(Scale.REQUESTS / 2 * 2L);
      assertThat(api.isAlive() && worker.isAlive()).as("both still live").isTrue();
    }
  }
}
