package dev.millrace.worker.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is reviewed next, which names are like each other, and what was reviewed. */
@Singleton
final class ReviewRepository {
  /** More of what is alike would tell a reviewer nothing. */
  private static final int MOST_SIMILAR = 5;

  private static final Sql NEXT =
      Sql.of(
          """
          SELECT id FROM exercises
          WHERE status = 'active'
          ORDER BY reviewed_at NULLS FIRST, id
          LIMIT :most
          """);

  private static final Sql LEAST_SIMILARITY =
      Sql.of("SELECT set_config('pg_trgm.similarity_threshold', '0.45', true)");

  private static final Sql SIMILAR =
      Sql.of(
          """
          SELECT x.id, o.base_name, o.equipment, o.similarity, (o.created_at, o.id) < (x.created_at, x.id) AS is_older
          FROM exercises x
          CROSS JOIN LATERAL (
            SELECT s.id, s.base_name, s.equipment, s.created_at, similarity(s.base_name, x.base_name) AS similarity
            FROM exercises s
            WHERE s.status <> 'retired' AND s.base_name % x.base_name AND s.id <> x.id
            ORDER BY similarity(s.base_name, x.base_name) DESC, s.id
            LIMIT :most
          ) o
          WHERE x.id = ANY (:ids)
          ORDER BY x.id, o.similarity DESC, o.id
          """);

  /** One that was changed meanwhile is not reviewed as it is. */
  private static final Sql REVIEWED =
      Sql.of(
          """
          WITH reviewed AS (
            SELECT e.id
            FROM exercises e JOIN unnest(:ids, :versions) AS i (id, version) ON e.id = i.id AND e.version = i.version
            WHERE e.id = ANY (:ids)
            ORDER BY e.id
            FOR UPDATE OF e
          )
          UPDATE exercises
          SET reviewed_version = version, reviewed_at = now()
          WHERE id = ANY (ARRAY(SELECT id FROM reviewed))
          """);

  /** The exercises whose turn it is: those never reviewed as they are, then the longest ago. */
  List<UUID> next(Connection connection, int most) {
    return NEXT.on(connection).bind("most", most).list(row -> row.getObject("id", UUID.class));
  }

  /** For each exercise, those with names like its own, by the trigrams that they share. */
  Map<UUID, ArrayNode> similar(Connection connection, Collection<UUID> ids) {
    LEAST_SIMILARITY.on(connection).list(row -> row.getString(1));
    Map<UUID, ArrayNode> similar = new HashMap<>();
    SIMILAR
        .on(connection)
        .bind("most", MOST_SIMILAR)
        .bindArray("ids", "uuid", ids)
        .list(
            row ->
                similar
                    .computeIfAbsent(
                        row.getObject("id", UUID.class),
                        _ -> ContentRequestCodec.emptyObject().putArray("similar"))
                    .addObject()
                    .put("base_name", row.getString("base_name"))
                    .put("equipment", row.getString("equipment"))
                    .put("similarity", Math.round(row.getDouble("similarity") * 100) / 100.0)
                    .put("is_older", row.getBoolean("is_older")));
    return similar;
  }

  /** Notes that these versions were reviewed; no change of an exercise, and not journalled. */
  void reviewed(Connection connection, Map<UUID, Integer> versions) {
    List<UUID> ids = versions.keySet().stream().sorted().toList();
    REVIEWED
        .on(connection)
        .bindArray("ids", "uuid", ids)
        .bindArray("versions", "int4", ids.stream().map(versions::get).toList())
        .update();
  }
}
