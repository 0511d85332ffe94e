package dev.millrace.providercall;

import dev.millrace.database.Sql;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One statement, for each of the tables whose rows call models. Immutable. */
public final class SubjectSql {
  private final Map<SubjectTable, Sql> statements = new EnumMap<>(SubjectTable.class);

  private SubjectSql(String text) {
    for (SubjectTable table : SubjectTable.values()) {
      statements.put(table, Sql.of(text.formatted(table.table())));
    }
  }

  /** Parses a statement that has {@code %s} where the table's name goes. */
  public static SubjectSql of(String text) {
    return new SubjectSql(text);
  }

  /** The statement for a table. */
  public Sql of(SubjectTable table) {
    return Objects.requireNonNull(statements.get(table));
  }
}
