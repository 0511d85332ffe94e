package dev.millrace.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.budget.OnExceed;
import io.micronaut.core.annotation.Introspected;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An organization's budget, and how much of it is used up. */
@Introspected
@Schema(name = "Budget", description = "What the organization may spend in a day (UTC).")
record BudgetResource(
    String organizationId,
    @JsonInclude(JsonInclude.Include.ALWAYS)
        @Schema(description = "In US dollars; null when there is no bound.")
        @Nullable BigDecimal perDay,
    @Schema(description = "What follows when it is used up.") OnExceed onExceed,
    @Schema(description = "Whether the amount is the installation's.") boolean isDefault,
    @Schema(description = "Today, UTC.") LocalDate day,
    @Schema(description = "In US dollars; estimates of calls in flight included.") BigDecimal spent,
    @Schema(description = "What is left of it.") @Nullable BigDecimal remaining,
    @Schema(description = "When the next day begins.") Instant resetsAt) {}
