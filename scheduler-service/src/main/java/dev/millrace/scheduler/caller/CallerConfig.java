package dev.millrace.scheduler.caller;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What callers of ticks prove themselves by.
 *
 * @param cronSecret the bearer token; nobody may call while it is empty
 */
@ConfigurationProperties("millrace.scheduler.callers")
record CallerConfig(@Bindable(defaultValue = "") String cronSecret) {
  @Override
  public String toString() {
    return "CallerConfig[]";
  }
}
