package dev.millrace.api.webhook;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became, or would become, of each delivery. */
@Introspected
@Schema(
    name = "DeliveryRedriveResult",
    description = "What became of each delivery, or would in a dry run.")
record RedriveResult(
    boolean dryRun,
    @Schema(description = "Deliveries that the command meant, within its limit.") int matched,
    int redriven,
    int skipped,
    List<Item> results) {

  static RedriveResult of(boolean isDryRun, List<Item> results) {
    int redriven =
        Math.toIntExact(results.stream().filter(each -> each.status() == Item.REDRIVEN).count());
    return new RedriveResult(
        isDryRun, results.size(), redriven, results.size() - redriven, results);
  }

  /** One delivery. */
  @Introspected
  @Schema(name = "DeliveryRedriveItem", description = "What became of one delivery.")
  record Item(
      UUID id,
      @Schema(description = "202 redriven, 409 skipped.") int status,
      @Nullable String reason) {
    static final int REDRIVEN = 202;
    static final int SKIPPED = 409;

    static Item redriven(UUID id) {
      return new Item(id, REDRIVEN, null);
    }

    static Item skipped(UUID id, String reason) {
      return new Item(id, SKIPPED, reason);
    }
  }
}
