package dev.millrace.scheduler.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of type {@code http}. Bound to {@code millrace.scheduler.http}.
 *
 * @param allowed {@code SCHEDULER_HTTP_ALLOWED}: hosts, or beginnings of URLs, that jobs may post
 *     to; none when empty
 * @param secret {@code SCHEDULER_HTTP_SECRET}: signs what is posted
 * @param timeLimit {@code SCHEDULER_HTTP_TIME_LIMIT}: the most that a job may take
 */
@ConfigurationProperties("millrace.scheduler.http")
record HttpJobConfig(
    @Nullable List<String> allowed,
    @Nullable String secret,
    @Bindable(defaultValue = "30s") Duration timeLimit) {

  /** A job's lease lasts 5 minutes and is renewed; this is a bound for jobs, not for leases. */
  private static final Duration MAXIMUM = Duration.ofMinutes(10);

  /**
   * Checks all but the entries of the list and the secret's form.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  HttpJobConfig {
    allowed =
        allowed == null
            ? List.of()
            : allowed.stream().map(String::strip).filter(entry -> !entry.isEmpty()).toList();
    secret = secret == null ? "" : secret.strip();
    if (!allowed.isEmpty() && secret.isEmpty()) {
      throw new ConfigurationException(
          "SCHEDULER_HTTP_SECRET must be set, since SCHEDULER_HTTP_ALLOWED is; make one with:"
              + " openssl rand -base64 32");
    }
    if (!timeLimit.isPositive() || timeLimit.compareTo(MAXIMUM) > 0) {
      throw new ConfigurationException(
          "SCHEDULER_HTTP_TIME_LIMIT must be more than 0s and at most 10m.");
    }
  }

  @Override
  public List<String> allowed() {
    return allowed == null ? List.of() : allowed;
  }

  @Override
  public String secret() {
    return secret == null ? "" : secret;
  }

  /** All but the secret. */
  @Override
  public String toString() {
    return "HttpJobConfig[allowed=" + allowed + ", timeLimit=" + timeLimit + "]";
  }
}
