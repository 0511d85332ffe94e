package dev.millrace.budget;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The budget of organizations that have none of their own.
 *
 * @param perDay US dollars in a day (UTC); empty for no bound
 * @param onExceed what follows when it is used up
 */
@ConfigurationProperties("millrace.budget")
public record BudgetConfig(
    @Bindable(defaultValue = "") String perDay,
    @Bindable(defaultValue = "PAUSE") OnExceed onExceed) {
  public BudgetConfig {
    perDay = perDay.strip();
    try {
      if (!perDay.isEmpty() && new BigDecimal(perDay).signum() < 0) {
        throw new NumberFormatException("negative");
      }
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "BUDGET_PER_DAY must be an amount of US dollars, such as 25 or 0.50, or empty.",
          malformed);
    }
  }

  /** The amount, if there is a bound. */
  public Optional<BigDecimal> amount() {
    return perDay.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(perDay));
  }
}
