package dev.millrace.worker.provider.offline;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How the offline provider behaves. Read at start, so that a mistake is known at once.
 *
 * @param latency how long each generation takes on top of its own work ({@code OFFLINE_LATENCY})
 * @param faults shares of attempts that fail, by class, such as {@code transient=0.2,timeout=0.05}
 *     ({@code OFFLINE_FAULTS})
 * @param faultTopics a regular expression, without regard to case; requests in whose topic it is
 *     found always fail with {@code invalid_output} ({@code OFFLINE_FAULT_TOPICS})
 */
@Context
@ConfigurationProperties("millrace.offline")
public record OfflineConfig(
    @Bindable(defaultValue = "0s") Duration latency,
    @Bindable(defaultValue = "") String faults,
    @Bindable(defaultValue = "") String faultTopics) {

  public OfflineConfig {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("OFFLINE_LATENCY must not be negative: " + latency);
    }
    FaultPlan.parse(faults);
    topicPattern(faultTopics);
  }

  FaultPlan faultPlan() {
    return FaultPlan.parse(faults);
  }

  Pattern faultTopicPattern() {
    return topicPattern(faultTopics);
  }

  private static Pattern topicPattern(String expression) {
    if (expression.isBlank()) {
      return Pattern.compile("(?!)");
    }
    try {
      return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException failure) {
      throw new IllegalArgumentException(
          "OFFLINE_FAULT_TOPICS is not a regular expression: " + failure.getDescription(), failure);
    }
  }
}
