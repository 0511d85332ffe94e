package dev.millrace.worker.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfflineConfigTest {

  @Test
  void defaultsAreFastAndWithoutFaults() {
    assertThat(read(Map.of())).isEqualTo(new OfflineConfig(Duration.ZERO, "", ""));
  }

  @Test
  void everyPropertyHasItsName() {
    Map<String, Object> properties =
        Map.of(
            "millrace.offline.latency", "250ms",
            "millrace.offline.faults", "transient=0.2",
            "millrace.offline.fault-topics", "poison");

    assertThat(read(properties))
        .isEqualTo(new OfflineConfig(Duration.ofMillis(250), "transient=0.2", "poison"));
  }

  @Test
  void emptyTextIsAsGoodAsNone() {
    Map<String, Object> properties =
        Map.of("millrace.offline.faults", "", "millrace.offline.fault-topics", "");

    assertThat(read(properties)).isEqualTo(new OfflineConfig(Duration.ZERO, "", ""));
  }

  @Test
  void mistakenFaultsFailTheStart() {
    assertThatThrownBy(() -> read(Map.of("millrace.offline.faults", "transient=lots")))
        .hasRootCauseMessage(
            "OFFLINE_FAULTS must look like transient=0.2,timeout=0.05 with the classes transient,"
                + " rate_limited, timeout, outcome_unknown, invalid_output, content_policy,"
                + " configuration, but “lots” is not a share between 0 and 1.");
  }

  @Test
  void mistakenTopicsFailTheStart() {
    assertThatThrownBy(() -> new OfflineConfig(Duration.ZERO, "", "(open"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("OFFLINE_FAULT_TOPICS is not a regular expression");
  }

  @Test
  void negativeLatencyIsRefused() {
    assertThatThrownBy(() -> new OfflineConfig(Duration.ofSeconds(-1), "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("OFFLINE_LATENCY");
  }

  private static OfflineConfig read(Map<String, Object> properties) {
    ApplicationContextBuilder builder =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .bootstrapEnvironment(false)
            .enableDefaultPropertySources(false)
            .properties(
                Map.of(
                    "millrace.startup.enabled",
                    "false",
                    "millrace.security.secret-key",
                    "a-secret-of-the-tests-that-is-long-enough"))
            .properties(properties);
    try (ApplicationContext context = builder.start()) {
      assertThat(context.getBean(OfflineProvider.class).name()).isEqualTo("offline");
      return context.getBean(OfflineConfig.class);
    }
  }
}
