package dev.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that fails in every way it can. */
@Tag("faults")
final class ProviderFaultsTest {
  @Test
  void whatAProviderFailsAtIsTriedAgainOrDeadLetteredAsItsClassSays() {
    try (Installation millrace = Installation.start("provider")) {
      Service api = millrace.api(Map.of());
      millrace
          .worker(
              Map.of(
                  "OFFLINE_FAULTS",
                  "transient=0.2,timeout=0.05,content_policy=0.02,rate_limited=0.05,"
                      + "outcome_unknown=0.02",
                  "OFFLINE_LATENCY",
                  "50ms"))
          .ready();
      api.ready();
      millrace.producer().publish(Scale.REQUESTS / 2);
      millrace.producer().postUntilAccepted(millrace.requests(), Scale.REQUESTS / 2);
      millrace.assertAllEndedAsPromised();
      assertThat(millrace.events("retry_scheduled")).isPositive();
      assertThat(millrace.events("waiting")).isPositive();
      assertThat(millrace.count("completed")).isPositive();
      assertThat(refused(millrace))
          .as("failures that are neither refusals nor the last attempt")
          .isEmpty();
    }
  }

  private static List<String> refused(Installation millrace) {
    return millrace
        .database()
        .list(
            """
            SELECT id || ': ' || error_class || ' after ' || retry_count AS failure FROM content_requests
            WHERE status = 'failed' AND error_class <> 'content_policy' AND retry_count < max_attempts
            """,
            row -> row.getString("failure"));
  }
}
