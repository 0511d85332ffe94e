package dev.millrace.api.usage;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.budget.BudgetConfig;
import dev.millrace.budget.OnExceed;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Reads and writes {@code budgets}, and wakes what waits for one. */
@Singleton
class BudgetRepository {
  private static final Sql FIND =
      Sql.of(
          """
          SELECT t.today, b.per_day, b.on_exceed, coalesce(d.spent, 0) AS spent
          FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) t
          LEFT JOIN budgets b ON b.organization_id = :organization
          LEFT JOIN budget_days d ON d.organization_id = :organization AND d.day = t.today
          """);

  private static final Sql PUT =
      Sql.of(
          """
          INSERT INTO budgets (organization_id, per_day, on_exceed, updated_by)
          VALUES (:organization, :perDay::numeric, :onExceed, :actor)
          ON CONFLICT (organization_id)
          DO UPDATE SET per_day = excluded.per_day, on_exceed = excluded.on_exceed, updated_at = now(),
                        updated_by = excluded.updated_by
          """);

  private static final Sql AUDIT =
      Sql.of(
          """
          INSERT INTO audit_log (id, organization_id, actor, action, target, detail)
          VALUES (:id, :organization, :actor, 'budget.put', 'budget',
                  jsonb_build_object('per_day', :perDay::numeric, 'on_exceed', :onExceed::text))
          """);

  /** Those who wait for a budget look whether there is one now. */
  private static final Sql WAKE =
      Sql.of(
          """
          UPDATE content_requests
          SET not_before = NULL, wait_reason = NULL, next_publish_at = now(), updated_at = now()
          WHERE id = ANY (ARRAY(
            SELECT id FROM content_requests
            WHERE organization_id = :organization AND status = 'pending' AND wait_reason = 'budget'
            ORDER BY created_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED))
          """);

  private final BudgetConfig config;

  BudgetRepository(BudgetConfig config) {
    this.config = config;
  }

  /** The budget of an organization, and what is spent of it today. */
  BudgetResource find(Connection connection, String organizationId) {
    return FIND.on(connection)
        .bind("organization", organizationId)
        .first(row -> resource(row, organizationId))
        .orElseThrow();
  }

  /** Writes a budget, and who did it. */
  void put(Connection connection, String organizationId, NewBudget budget, String actor) {
    BigDecimal perDay = budget.perDay();
    OnExceed onExceed = budget.onExceed();
    String amount = perDay == null ? null : perDay.toPlainString();
    String policy = onExceed == null ? null : onExceed.wireName();
    PUT.on(connection)
        .bind("organization", organizationId)
        .bind("perDay", amount)
        .bind("onExceed", policy)
        .bind("actor", actor)
        .update();
    AUDIT
        .on(connection)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("organization", organizationId)
        .bind("actor", actor)
        .bind("perDay", amount)
        .bind("onExceed", policy)
        .update();
  }

  /** Makes requests due that wait for a budget, the oldest first, and answers how many. */
  int wake(Connection connection, String organizationId, int most) {
    return WAKE.on(connection).bind("organization", organizationId).bind("most", most).update();
  }

  private BudgetResource resource(ResultSet row, String organizationId) throws SQLException {
    BigDecimal own = row.getBigDecimal("per_day");
    BigDecimal perDay = own == null ? config.amount().orElse(null) : own;
    String policy = row.getString("on_exceed");
    BigDecimal spent = row.getBigDecimal("spent");
    LocalDate today = row.getObject("today", LocalDate.class);
    return new BudgetResource(
        organizationId,
        perDay,
        policy == null ? config.onExceed() : OnExceed.of(policy).orElseThrow(),
        own == null,
        today,
        spent,
        perDay == null ? null : perDay.subtract(spent).max(BigDecimal.ZERO),
        today.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
