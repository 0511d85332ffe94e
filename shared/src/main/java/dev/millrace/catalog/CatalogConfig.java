package dev.millrace.catalog;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What may be done to the catalog.
 *
 * @param applyEnabled {@code CATALOG_APPLY_ENABLED}: whether jobs may change exercises at all
 * @param backupMaxAge {@code CATALOG_BACKUP_MAX_AGE}: how old the newest backup may be when a job
 *     changes exercises
 * @param backupRetention {@code CATALOG_BACKUP_RETENTION}: how long backups are kept; the newest is
 *     kept whatever its age
 */
@ConfigurationProperties("millrace.catalog")
public record CatalogConfig(
    @Bindable(defaultValue = "false") boolean applyEnabled,
    @Bindable(defaultValue = "7d") Duration backupMaxAge,
    @Bindable(defaultValue = "30d") Duration backupRetention) {
  public CatalogConfig {
    requirePositive("CATALOG_BACKUP_MAX_AGE", backupMaxAge);
    requirePositive("CATALOG_BACKUP_RETENTION", backupRetention);
  }

  private static void requirePositive(String variable, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(variable + " must be more than 0s, such as 7d.");
    }
  }
}
