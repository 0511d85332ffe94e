package dev.millrace.api.catalog;

import dev.millrace.catalog.CatalogCommand;
import dev.millrace.catalog.JobMode;
import dev.millrace.catalog.JobType;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers send, for the description of the API only, see {@link CatalogReader}. */
final class CatalogDocuments {
  private CatalogDocuments() {}

  /** Asks for a job. */
  @Introspected
  @Schema(name = "NewCatalogJob", description = "Asks for an exercise to be mended or added.")
  record NewCatalogJob(
      JobType type,
      @Schema(description = "dry_run unless said otherwise; apply jobs wait for the apply gate.")
          @Nullable JobMode mode,
      @Schema(description = "Which exercise; not for an add.") @Nullable UUID exerciseId,
      @Schema(
              maxLength = 64,
              description = "What is wrong, as a name; requested unless said otherwise.",
              example = "short_instructions")
          @Nullable String finding,
      @Schema(maxLength = 1000, description = "What is wrong, as a sentence.")
          @Nullable String reason,
      @Schema(
              description =
                  "Fields of the exercise and what they are to say; planned by models if absent. For"
                      + " an add, what is known: at least base_name.",
              type = "object",
              implementation = Object.class)
          @Nullable Object changes,
      @Schema(description = "1 is first, 9 is last; 5 unless said otherwise.")
          @Nullable Integer priority) {}

  /** Asks for a run. */
  @Introspected
  @Schema(name = "NewCatalogRun", description = "Asks for a run of one of the catalog's commands.")
  record NewCatalogRun(
      CatalogCommand command,
      @Schema(description = "Of worker and review: whether exercises may be changed.")
          @Nullable Boolean apply,
      @Schema(description = "Of review: how many; 1,000 unless said otherwise.")
          @Nullable Integer maxExercises,
      @Schema(description = "Of backup: what it is called; the day's name unless said otherwise.")
          @Nullable String target) {}

  /** Asks for a backup. */
  @Introspected
  @Schema(name = "NewCatalogBackup", description = "Asks for a copy of the whole catalog.")
  record NewCatalogBackup(@Schema(maxLength = 100, example = "before-the-review") String name) {}
}
