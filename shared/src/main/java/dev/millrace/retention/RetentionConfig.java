package dev.millrace.retention;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long rows are kept that nothing will change any more.
 *
 * @param requests {@code REQUEST_RETENTION}: content requests after their end, with their content
 *     and events; zero keeps them for good
 * @param idempotencyKeys {@code IDEMPOTENCY_RETENTION}: how long a repeated call is known by its
 *     key
 * @param audit {@code AUDIT_RETENTION}: the audit log
 */
@ConfigurationProperties("millrace.retention")
record RetentionConfig(
    @Bindable(defaultValue = "0s") Duration requests,
    @Bindable(defaultValue = "7d") Duration idempotencyKeys,
    @Bindable(defaultValue = "400d") Duration audit) {
  RetentionConfig {
    if (requests.isNegative()) {
      throw new IllegalArgumentException(
          "REQUEST_RETENTION must be a time such as 90d, or 0s to keep requests for good.");
    }
    requirePositive("IDEMPOTENCY_RETENTION", idempotencyKeys);
    requirePositive("AUDIT_RETENTION", audit);
  }

  /** Whether requests are ever forgotten. */
  boolean areRequestsPruned() {
    return requests.isPositive();
  }

  private static void requirePositive(String variable, Duration kept) {
    if (!kept.isPositive()) {
      throw new IllegalArgumentException(variable + " must be more than 0s, such as 30d.");
    }
  }
}
