package dev.millrace.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetConfigTest {
  @Test
  void byDefaultThereIsNoBound() {
    assertThat(read(Map.of())).isEqualTo(new BudgetConfig("", OnExceed.PAUSE));
    assertThat(new BudgetConfig("", OnExceed.PAUSE).amount()).isEmpty();
  }

  @Test
  void itsVariablesAre() {
    BudgetConfig config = read(Map.of("BUDGET_PER_DAY", "2.50", "BUDGET_ON_EXCEED", "fall_back"));

    assertThat(config.amount()).contains(new BigDecimal("2.50"));
    assertThat(config.onExceed()).isEqualTo(OnExceed.FALL_BACK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"much", "-1"})
  void whatIsNoAmountIsRefused(String amount) {
    assertThatThrownBy(() -> new BudgetConfig(amount, OnExceed.PAUSE))
        .hasMessageContaining("BUDGET_PER_DAY must be an amount of US dollars");
  }

  private static BudgetConfig read(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("millrace.startup.enabled", "false");
    all.put("millrace.security.secret-key", "a-secret-of-the-tests-that-is-long-enough");
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(all).start()) {
      return context.getBean(BudgetConfig.class);
    }
  }
}
