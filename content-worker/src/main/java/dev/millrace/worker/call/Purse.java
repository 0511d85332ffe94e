package dev.millrace.worker.call;

import dev.millrace.budget.OnExceed;
import dev.millrace.worker.call.BudgetRepository.Day;
import dev.millrace.worker.call.BudgetRepository.Today;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a set of calls may still spend, their organizations' accounts being locked. */
final class Purse {
  private final Today today;
  private final Map<String, Account> accounts;
  private final Map<Day, BigDecimal> taken = new HashMap<>();

  Purse(Today today, Map<String, Account> accounts) {
    this.today = today;
    this.accounts = accounts;
  }

  /**
   * An account as it is in the table.
   *
   * @param limit null for none
   */
  record Account(@Nullable BigDecimal limit, OnExceed onExceed, BigDecimal spent) {}

  /** Why a call may not be paid for, if it may not. */
  Optional<Begun.OverBudget> refusal(NewCall call) {
    Account account = Objects.requireNonNull(accounts.get(call.site().organizationId()));
    BigDecimal cost = call.estimate().cost();
    BigDecimal limit = account.limit();
    if (limit == null || cost.signum() == 0) {
      return Optional.empty();
    }
    BigDecimal spent = account.spent().add(taken.getOrDefault(day(call), BigDecimal.ZERO));
    return spent.add(cost).compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(new Begun.OverBudget(account.onExceed(), today.left()));
  }

  /** Takes what a call is estimated to cost. */
  void take(NewCall call) {
    taken.merge(day(call), call.estimate().cost(), BigDecimal::add);
  }

  /** What was taken from each account. */
  Map<Day, BigDecimal> taken() {
    return taken;
  }

  private Day day(NewCall call) {
    return new Day(call.site().organizationId(), today.day());
  }
}
