package dev.millrace.security;

import dev.millrace.observability.ServiceConfig;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Who may read the documentation.
 *
 * @param openDocs {@code OPEN_DOCS}: {@code true} for whoever comes, {@code false} for nobody
 *     without a token, {@code auto} for whoever comes to a laptop
 */
@ConfigurationProperties("millrace.security")
public record DocsConfig(@Bindable(defaultValue = AUTO) String openDocs) {
  private static final String AUTO = "auto";

  /** Whether strangers may read it. */
  public boolean isOpen(ServiceConfig service) {
    return openDocs.equals(AUTO) ? service.isLocal() : Boolean.parseBoolean(openDocs);
  }
}
