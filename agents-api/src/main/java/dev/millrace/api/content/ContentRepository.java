package dev.millrace.api.content;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads {@code contents}; the worker writes it. */
@Singleton
final class ContentRepository {
  private static final Sql FIND =
      Sql.of(
          """
          SELECT document::text AS document, markdown, created_at
          FROM contents
          WHERE request_id = :id
          """);

  /** What was generated for a request. */
  Optional<Generated> find(Connection connection, UUID requestId) {
    return FIND.on(connection)
        .bind("id", requestId)
        .first(
            row ->
                new Generated(
                    row.getString("document"),
                    row.getString("markdown"),
                    Sql.requiredInstant(row, "created_at")));
  }

  /**
   * What was generated.
   *
   * @param document a JSON object, as the provider gave it
   * @param markdown the same for people
   */
  record Generated(String document, String markdown, Instant createdAt) {}
}
