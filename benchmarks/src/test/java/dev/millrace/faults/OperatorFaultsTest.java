package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.security.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator at the command line, when something has failed for good. */
@Tag("faults")
final class OperatorFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void whatFailedForGoodIsListedByItsCauseAndPutBack() {
    try (Installation millrace = Installation.start("operator")) {
      Service api = millrace.api(Map.of());
      Service worker = millrace.worker(Map.of("OFFLINE_FAULTS", "content_policy=1"));
      api.ready();
      worker.ready();
      millrace.producer().postUntilAccepted(millrace.requests(), 2);
      await("two failures").atMost(PATIENCE).until(() -> millrace.count("failed") == 2);
      worker.terminate();
      worker.exitCode();

      Service causes = command(millrace, api, "dead-letters", "--causes");
      assertThat(causes.exitCode()).as(causes.log()).isZero();
      assertThat(causes.log()).contains("FINGERPRINT", "content_policy");
      Service dryRun = command(millrace, api, "redrive", "--all", "--dry-run", "--json");
      assertThat(dryRun.exitCode()).as(dryRun.log()).isZero();
      assertThat(dryRun.log()).contains("\"redriven\":2");
      assertThat(millrace.count("failed")).as("a dry run").isEqualTo(2);
      Service redrive = command(millrace, api, "redrive", "--all");
      assertThat(redrive.exitCode()).as(redrive.log()).isZero();
      assertThat(millrace.count("failed")).isZero();
      Service unknown = command(millrace, api, "redrive", "0190f0c0-0000-7000-8000-000000000001");
      assertThat(unknown.exitCode()).as(unknown.log()).isEqualTo(1);
    }
  }

  private static Service command(Installation millrace, Service api, String... arguments) {
    return millrace.worker(
        List.of(arguments),
        Map.of(
            "API_URL",
            api.uri("").toString(),
            "API_TOKEN",
            Tokens.of("default", "dead-letters:read dead-letters:write")));
  }
}
