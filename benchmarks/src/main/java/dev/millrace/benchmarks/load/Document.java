package dev.millrace.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A generated content as the product writes it, so that a baseline writes the same. */
public record Document(String json, String markdown) {
  /** So many of those that are there, in the mixture in which they were written. */
  public static List<Document> sample(Connection connection, int count) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT document, markdown FROM contents LIMIT ?")) {
      statement.setInt(1, count);
      List<Document> documents = new ArrayList<>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          documents.add(new Document(rows.getString(1), rows.getString(2)));
        }
      }
      if (documents.size() < count) {
        throw new IllegalStateException("Only " + documents.size() + " were generated");
      }
      return List.copyOf(documents);
    }
  }
}
