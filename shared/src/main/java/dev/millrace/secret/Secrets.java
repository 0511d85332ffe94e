package dev.millrace.secret;

import io.micronaut.context.env.PropertySource;
import java.util.Map;

/**
 * What a service's configuration gets from Secret Manager, before anything of it is read: the
 * variables that {@code SECRET_MANAGER_KEYS} lists and that the environment does not set.
 */
public final class Secrets {
  /** The variable that lists what is fetched; where it is not set, nobody is called. */
  static final String KEYS = "SECRET_MANAGER_KEYS";

  private static final PropertySource[] NONE = {};

  private Secrets() {}

  /**
   * The secrets that an environment asks for. Waits for them, all at once, for {@code
   * SECRET_MANAGER_TIME_LIMIT} at most. What can not be had is left out and told of in the log, and
   * {@code secret_manager} in health is false for it.
   *
   * @return nothing, when the environment asks for nothing
   * @throws io.micronaut.context.exceptions.ConfigurationException with one sentence that names the
   *     variable to set
   */
  public static PropertySource[] of(Map<String, String> environment) {
    return environment.getOrDefault(KEYS, "").isBlank()
        ? NONE
        : new PropertySource[] {SecretReading.of(SecretRequest.of(environment))};
  }
}
