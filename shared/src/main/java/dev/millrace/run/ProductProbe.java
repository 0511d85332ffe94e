package dev.millrace.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.health.Probe;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/**
 * Whether the product service takes what runs have made: false while a result waits that it has not
 * taken. There where {@code PRODUCT_API_URL} is set, in any service: the worker tells it, and the
 * table tells all.
 */
@Singleton
@Requires(property = "millrace.handover.product-url", pattern = ".+")
final class ProductProbe implements Probe {
  private static final Sql IS_REFUSED =
      Sql.of(
          """
          SELECT EXISTS (SELECT FROM run_handovers
                         WHERE state = 'waiting' AND target = 'product' AND last_error IS NOT NULL) AS is_refused
          """);

  private final Database database;

  ProductProbe(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "product_generator";
  }

  @Override
  public boolean check() {
    return !database
        .read(connection -> IS_REFUSED.on(connection).first(row -> row.getBoolean("is_refused")))
        .orElse(true);
  }
}
