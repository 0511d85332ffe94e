package dev.millrace.api.usage;

import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an organization has used of models in a time. */
@Introspected
@Schema(name = "ModelUsage", description = "What the organization has used of models.")
record UsageResource(
    String organizationId,
    Instant from,
    @Schema(description = "Exclusive.") Instant to,
    @Schema(description = "By what it is counted.", example = "[\"day\"]") List<String> groupBy,
    @Schema(description = "The newest day first; at most 10,000.") List<Item> items,
    Item total) {
  /** A group's part. */
  @Introspected
  @Schema(name = "UsageItem", description = "What one group has used.")
  record Item(
      @Schema(description = "UTC.") @Nullable LocalDate day,
      @Nullable String provider,
      @Nullable String model,
      @Schema(description = "The prompt that was asked, or image.", example = "content-lesson")
          @Nullable String kind,
      @Schema(description = "All calls, those in flight and those of embedded models included.")
          long calls,
      long failed,
      @Schema(description = "Calls of which nobody knows how they ended; they cost their estimate.")
          long unknown,
      @Schema(description = "Calls whose answer was there already.") long cached,
      long inputTokens,
      long outputTokens,
      long images,
      @Schema(description = "In US dollars.") BigDecimal cost) {
    Item plus(Item other) {
      return new Item(
          null,
          null,
          null,
          null,
          calls + other.calls,
          failed + other.failed,
          unknown + other.unknown,
          cached + other.cached,
          inputTokens + other.inputTokens,
          outputTokens + other.outputTokens,
          images + other.images,
          cost.add(other.cost));
    }

    static Item nothing() {
      return new Item(null, null, null, null, 0, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO);
    }
  }
}
