package dev.millrace.scheduler.storage;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where schedules are kept.
 *
 * @param kind {@code SCHEDULER_STORAGE}: {@code postgres}, for any number of instances, or {@code
 *     json}, in files of one machine, for one
 * @param directory {@code SCHEDULER_STORAGE_DIR}: where the files are
 * @param cloudRun {@code K_SERVICE}: the service's name on Cloud Run, and empty elsewhere
 */
@ConfigurationProperties("millrace.scheduler.storage")
public record StorageConfig(
    @Bindable(defaultValue = POSTGRES) String kind,
    @Bindable(defaultValue = ".local/scheduler") String directory,
    @Nullable String cloudRun) {
  /** The property that decides. */
  public static final String KIND = "millrace.scheduler.storage.kind";

  /** One of its values. */
  public static final String JSON = "json";

  /** One of its values. */
  public static final String POSTGRES = "postgres";

  /**
   * Checks all of it.
   *
   * @throws ConfigurationException with one sentence that names the variable to set
   */
  public StorageConfig {
    cloudRun = cloudRun == null ? "" : cloudRun;
    if (!List.of(POSTGRES, JSON).contains(kind)) {
      throw new ConfigurationException(
          "SCHEDULER_STORAGE must be postgres or json, and is " + kind + ".");
    }
    if (kind.equals(JSON) && !cloudRun.isEmpty()) {
      throw new ConfigurationException(
          "SCHEDULER_STORAGE must be postgres on Cloud Run, where instances share no disk.");
    }
  }
}
