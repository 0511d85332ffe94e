package dev.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.api.testing.LiveApi;
import dev.millrace.testing.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class StartTest {
  @Test
  void theFiveStepsOfAStartAreToldInOrder() {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.millrace");
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    try (LiveApi api = LiveApi.start(Map.of("millrace.startup.enabled", "true"))) {
      assertThat(events(lines))
          .containsSubsequence(
              "schema.ready",
              "database.connected",
              "database.verified",
              "messaging.ready",
              "application.ready");
      await().atMost(Duration.ofMinutes(1)).until(() -> isHealthy(api.get("/health")));
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(before);
    }
  }

  /** Until the first probes have answered, health is unknown, which does not count as well. */
  private static boolean isHealthy(Answer answer) {
    return answer.status() == 200 && answer.json().at("/services/pubsub").asBoolean();
  }

  private static List<String> events(ListAppender<ILoggingEvent> lines) {
    List<ILoggingEvent> told;
    synchronized (lines) {
      told = List.copyOf(lines.list);
    }
    return told.stream()
        .filter(line -> line.getKeyValuePairs() != null)
        .flatMap(line -> line.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals("event"))
        .map(pair -> String.valueOf(pair.value))
        .toList();
  }
}
