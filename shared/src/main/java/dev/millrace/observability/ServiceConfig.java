package dev.millrace.observability;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Optional;

/**
 * What every service knows of itself. Bound to {@code millrace}.
 *
 * @param service the service's name, such as agents-api
 * @param environment {@code ENVIRONMENT}: where it runs; {@code local} relaxes what a laptop needs
 * @param debug {@code DEBUG}: more in the log
 */
@ConfigurationProperties("millrace")
public record ServiceConfig(
    @Bindable(defaultValue = "millrace") String service,
    @Bindable(defaultValue = "production") String environment,
    @Bindable(defaultValue = "false") boolean debug) {

  /** Whether this is somebody's laptop. */
  public boolean isLocal() {
    return environment.equals("local");
  }

  /** As {@link #built}. */
  public String version() {
    return built();
  }

  /** The version built into the jar's manifest; {@code development} outside of a jar. */
  public static String built() {
    return Optional.ofNullable(ServiceConfig.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
