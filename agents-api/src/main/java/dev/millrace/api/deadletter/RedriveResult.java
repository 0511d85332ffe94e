package dev.millrace.api.deadletter;

import dev.millrace.problem.Violation;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became, or would become, of each letter. */
@Introspected
@Schema(name = "RedriveResult", description = "What became of each letter, or would in a dry run.")
record RedriveResult(
    boolean dryRun,
    @Schema(description = "Letters that the command meant, within its limit.") int matched,
    int redriven,
    int skipped,
    @Schema(description = "Letters whose payload still is no content request.") int invalid,
    List<Item> results) {

  static RedriveResult of(boolean isDryRun, List<Item> results) {
    return new RedriveResult(
        isDryRun,
        results.size(),
        count(results, Item.REDRIVEN),
        count(results, Item.SKIPPED),
        count(results, Item.INVALID),
        results);
  }

  private static int count(List<Item> results, int status) {
    return Math.toIntExact(results.stream().filter(each -> each.status() == status).count());
  }

  /** One letter. */
  @Introspected
  @Schema(name = "RedriveItem", description = "What became of one letter.")
  record Item(
      UUID id,
      @Schema(description = "202 redriven, 409 skipped, 422 invalid.") int status,
      @Nullable UUID requestId,
      @Nullable UUID runId,
      @Nullable String reason,
      @Nullable List<Violation> errors) {
    static final int REDRIVEN = 202;
    static final int SKIPPED = 409;
    static final int INVALID = 422;

    static Item redriven(UUID id, UUID requestId) {
      return new Item(id, REDRIVEN, requestId, null, null, null);
    }

    static Item skipped(UUID id, @Nullable UUID requestId, String reason) {
      return new Item(id, SKIPPED, requestId, null, reason, null);
    }

    static Item invalid(UUID id, @Nullable UUID requestId, List<Violation> errors) {
      return new Item(
          id,
          INVALID,
          requestId,
          null,
          "The payload is no content request; send it edited.",
          errors);
    }

    static Item redrivenRun(UUID id, UUID runId) {
      return new Item(id, REDRIVEN, null, runId, null, null);
    }

    static Item skippedRun(UUID id, UUID runId, String reason) {
      return new Item(id, SKIPPED, null, runId, reason, null);
    }

    static Item invalidRun(UUID id, @Nullable UUID runId, List<Violation> errors) {
      return new Item(
          id, INVALID, null, runId, "The payload is no agent run; send it edited.", errors);
    }

    static Item unknown(UUID id) {
      return new Item(id, SKIPPED, null, null, "There is no such dead letter.", null);
    }
  }
}
