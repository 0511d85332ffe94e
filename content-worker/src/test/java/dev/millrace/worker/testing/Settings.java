package dev.millrace.worker.testing;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;

/** The worker's configuration as these variables make it. */
public final class Settings {
  private Settings() {}

  /** Reads one record of it. */
  public static <T> T read(Class<T> type, Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(variables);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.worker.heartbeat", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder("content-worker")
            .deduceEnvironment(false)
            .properties(all)
            .start()) {
      return context.getBean(type);
    }
  }
}
