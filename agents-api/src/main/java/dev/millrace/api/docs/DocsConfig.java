package dev.millrace.api.docs;

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
record DocsConfig(@Bindable(defaultValue = AUTO) String openDocs) {
  private static final String AUTO = "auto";

  boolean isOpen(ServiceConfig service) {
    return openDocs.equals(AUTO) ? service.isLocal() : Boolean.parseBoolean(openDocs);
  }
}
