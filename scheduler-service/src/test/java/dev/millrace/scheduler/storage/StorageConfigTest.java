package dev.millrace.scheduler.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageConfigTest {
  @Test
  void theDefaultsAre() {
    assertThat(read(Map.of())).isEqualTo(new StorageConfig("postgres", ".local/scheduler", ""));
  }

  @Test
  void everyVariableHasItsName() {
    assertThat(
            read(
                Map.of(
                    "SCHEDULER_STORAGE", "postgres",
                    "SCHEDULER_STORAGE_DIR", "/somewhere",
                    "K_SERVICE", "scheduler")))
        .isEqualTo(new StorageConfig("postgres", "/somewhere", "scheduler"));
  }

  @Test
  void aStorageThatIsNoneEndsTheStart() {
    assertThatThrownBy(() -> read(Map.of("SCHEDULER_STORAGE", "mongo")))
        .hasRootCauseMessage("SCHEDULER_STORAGE must be postgres or json, and is mongo.");
  }

  @Test
  void filesAreRefusedOnCloudRun() {
    assertThatThrownBy(() -> read(Map.of("SCHEDULER_STORAGE", "json", "K_SERVICE", "scheduler")))
        .hasRootCauseMessage(
            "SCHEDULER_STORAGE must be postgres on Cloud Run, where instances share no disk.");
  }

  private static StorageConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("scheduler-service")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(StorageConfig.class);
    }
  }
}
