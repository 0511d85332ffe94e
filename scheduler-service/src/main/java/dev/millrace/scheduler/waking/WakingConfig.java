package dev.millrace.scheduler.waking;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Cloud Run job that drains what is due. Bound to {@code millrace.scheduler.waking}.
 *
 * @param job {@code SCHEDULER_WAKE_JOB}: its full name; none is started when empty
 * @param runUrl {@code SCHEDULER_WAKE_URL}: where the Cloud Run Admin API is
 * @param metadataUrl {@code SCHEDULER_METADATA_URL}: where the metadata server is, which gives
 *     tokens
 * @param timeLimit the most that a call of either may take
 */
@ConfigurationProperties("millrace.scheduler.waking")
record WakingConfig(
    @Nullable String job,
    @Bindable(defaultValue = "https://run.googleapis.com") URI runUrl,
    @Bindable(defaultValue = "http://metadata.google.internal") URI metadataUrl,
    @Bindable(defaultValue = "5s") Duration timeLimit) {
  private static final Pattern FORM =
      Pattern.compile("projects/[\\w.:-]+/locations/[\\w-]+/jobs/[\\w-]+");

  WakingConfig {
    job = job == null ? "" : job.strip();
    if (!job.isEmpty() && !FORM.matcher(job).matches()) {
      throw new ConfigurationException(
          "SCHEDULER_WAKE_JOB must be of the form projects/PROJECT/locations/REGION/jobs/JOB.");
    }
    if (!timeLimit.isPositive()) {
      throw new ConfigurationException(
          "millrace.scheduler.waking.time-limit must be more than 0s.");
    }
  }

  @Override
  public String job() {
    return job == null ? "" : job;
  }
}
