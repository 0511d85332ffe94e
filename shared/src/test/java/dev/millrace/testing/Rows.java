package dev.millrace.testing;

import dev.millrace.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads results to their end. */
final class Rows {
  private Rows() {}

  static <T> List<T> read(ResultSet rows, Sql.RowReader<T> reader) throws SQLException {
    try (rows) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    }
  }
}
