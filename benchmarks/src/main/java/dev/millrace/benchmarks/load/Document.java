package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.SQLException;

/** A generated content as the product writes it, so that a baseline writes as many bytes. */
public record Document(String json, String markdown) {
  /** One of those that are there. */
  public static Document sample(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT document, markdown FROM contents ORDER BY length(markdown) LIMIT 1"
                    + " OFFSET (SELECT count(*) / 2 FROM contents)")) {
      if (!rows.next()) {
        throw new IllegalStateException("Nothing has been generated");
      }
      return new Document(rows.getString(1), rows.getString(2));
    }
  }
}
