package dev.millrace.worker.call;

import dev.millrace.budget.BudgetConfig;
import dev.millrace.budget.OnExceed;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What organizations spend: the rows of {@code budget_days}. */
@Singleton
class BudgetRepository {
  private static final Sql TODAY =
      Sql.of(
          """
          SELECT today, extract(epoch FROM today + interval '1 day' - clock) AS seconds_left
          FROM (SELECT clock_timestamp() AT TIME ZONE 'UTC' AS clock) c
          CROSS JOIN LATERAL (SELECT c.clock::date AS today) t
          """);

  private static final Sql MAKE =
      Sql.of(
          """
          INSERT INTO budget_days (organization_id, day)
          SELECT organization, :day::date FROM unnest(:organizations) AS organization
          ON CONFLICT DO NOTHING
          """);

  private static final Sql LOCK =
      Sql.of(
          """
          SELECT d.organization_id, d.spent, b.per_day, b.on_exceed
          FROM budget_days d
          LEFT JOIN budgets b USING (organization_id)
          WHERE d.organization_id = ANY (:organizations) AND d.day = :day::date
          ORDER BY d.organization_id
          FOR UPDATE OF d
          """);

  private static final Sql ADD =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:organizations, :days::date[], :amounts) AS i (organization_id, day, amount)
          ), locked AS (
            SELECT d.organization_id, d.day, i.amount
            FROM budget_days d JOIN input i USING (organization_id, day)
            ORDER BY d.organization_id, d.day
            FOR UPDATE OF d
          )
          UPDATE budget_days d
          SET spent = greatest(d.spent + l.amount, 0)
          FROM locked l
          WHERE d.organization_id = l.organization_id AND d.day = l.day
          """);

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM budget_days
          WHERE (day, organization_id) IN (
            SELECT day, organization_id FROM budget_days
            WHERE day < (now() AT TIME ZONE 'UTC')::date - :days
            ORDER BY day
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
          """);

  private final BudgetConfig config;

  BudgetRepository(BudgetConfig config) {
    this.config = config;
  }

  /** An organization's account of a day. */
  record Day(String organizationId, LocalDate day) {}

  /** Which day it is, and for how much longer. */
  record Today(LocalDate day, Duration left) {}

  /** By the database's clock. */
  Today today(Connection connection) {
    return TODAY
        .on(connection)
        .first(
            row ->
                new Today(
                    row.getObject("today", LocalDate.class),
                    Duration.ofMillis((long) (row.getDouble("seconds_left") * 1000) + 1)))
        .orElseThrow();
  }

  /** Locks today's accounts. */
  Purse open(Connection connection, Today today, Collection<String> organizations) {
    Map<String, Purse.Account> accounts = new HashMap<>();
    if (!organizations.isEmpty()) {
      Collection<String> sorted = new TreeSet<>(organizations);
      MAKE.on(connection)
          .bindArray("organizations", "text", sorted)
          .bind("day", today.day().toString())
          .update();
      LOCK.on(connection)
          .bindArray("organizations", "text", sorted)
          .bind("day", today.day().toString())
          .list(row -> accounts.put(row.getString("organization_id"), account(row)));
    }
    return new Purse(today, accounts);
  }

  /** Adds to accounts what was spent, or was given back if it is negative. */
  void add(Connection connection, Map<Day, BigDecimal> amounts) {
    if (amounts.isEmpty()) {
      return;
    }
    List<Day> days = List.copyOf(amounts.keySet());
    ADD.on(connection)
        .bindArray("organizations", "text", days.stream().map(Day::organizationId).toList())
        .bindArray("days", "text", days.stream().map(each -> each.day().toString()).toList())
        .bindArray("amounts", "numeric", days.stream().map(amounts::get).toList())
        .update();
  }

  /** Forgets accounts of days that are so long ago. */
  int prune(Connection connection, Duration retention, int most) {
    return PRUNE
        .on(connection)
        .bind("days", Math.toIntExact(retention.toDays()))
        .bind("most", most)
        .update();
  }

  private Purse.Account account(ResultSet row) throws SQLException {
    BigDecimal own = row.getBigDecimal("per_day");
    String onExceed = row.getString("on_exceed");
    return new Purse.Account(
        own == null ? config.amount().orElse(null) : own,
        onExceed == null ? config.onExceed() : OnExceed.of(onExceed).orElseThrow(),
        row.getBigDecimal("spent"));
  }
}
