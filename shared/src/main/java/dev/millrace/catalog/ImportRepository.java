package dev.millrace.catalog;

import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds what an import would add a second time. */
@Singleton
final class ImportRepository {
  /** Of several of one name, at most one is not retired; that one comes first. */
  private static final Sql KNOWN =
      Sql.of(
          """
          SELECT DISTINCT ON (lower(e.base_name), e.equipment)
                 e.id, e.version, e.created_at, e.updated_at, e.reviewed_at, %s AS document
          FROM exercises e
          WHERE lower(e.base_name) = ANY (:names)
          ORDER BY lower(e.base_name), e.equipment, e.status = 'retired', e.id DESC
          """
              .formatted(Journal.DOCUMENT));

  /** The exercises that have the names of good lines, by their name keys. */
  Map<String, Exercise> find(Connection connection, List<ImportLine> lines) {
    List<String> names =
        lines.stream()
            .map(ImportLine::content)
            .filter(Objects::nonNull)
            .map(content -> content.baseName().toLowerCase(Locale.ROOT))
            .distinct()
            .collect(Collectors.toList());
    Map<String, Exercise> found = new HashMap<>();
    KNOWN
        .on(connection)
        .bindArray("names", "text", names)
        .list(ExerciseRepository::read)
        .forEach(exercise -> found.put(exercise.content().nameKey(), exercise));
    return found;
  }
}
