package dev.millrace.worker.call;

import dev.millrace.database.Sql;
import dev.millrace.providercall.SubjectSql;
import dev.millrace.providercall.SubjectTable;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows on whose behalf models are called: who holds them, and what they have used. */
@Singleton
class SubjectRepository {
  /** A write that is about to come waits at most for a lock, whose time-out is half of this. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final SubjectSql LOCK =
      SubjectSql.of(
          """
          SELECT id, lease_token, extract(epoch FROM lease_until - clock_timestamp()) AS lease_left
          FROM %s
          WHERE id = ANY (:ids)
          ORDER BY id
          FOR NO KEY UPDATE
          """);

  private static final Sql ADD_TO_REQUESTS =
      Sql.of(
          """
          UPDATE content_requests r
          SET input_tokens = r.input_tokens + i.input_tokens,
              output_tokens = r.output_tokens + i.output_tokens,
              images = r.images + i.images,
              cost = greatest(r.cost + i.cost, 0),
              updated_at = now()
          FROM unnest(:ids, :inputTokens, :outputTokens, :images, :costs)
            AS i (id, input_tokens, output_tokens, images, cost)
          WHERE r.id = i.id AND r.id = ANY (:ids)
          """);

  /** Who holds a row, and for how much longer by the database's clock. */
  record Held(@Nullable UUID token, Duration left) {
    boolean isBy(UUID holder) {
      return holder.equals(token) && left.compareTo(MARGIN) > 0;
    }
  }

  /** What a row's calls have used, or give back. */
  record Used(long inputTokens, long outputTokens, int images, BigDecimal cost) {
    Used plus(Used other) {
      return new Used(
          inputTokens + other.inputTokens,
          outputTokens + other.outputTokens,
          images + other.images,
          cost.add(other.cost));
    }
  }

  /** Locks rows in the order of their ids, and answers who holds them. */
  Map<UUID, Held> lock(Connection connection, SubjectTable table, Collection<UUID> ids) {
    Map<UUID, Held> held = new HashMap<>();
    if (!ids.isEmpty()) {
      LOCK.of(table)
          .on(connection)
          .bindArray("ids", "uuid", ids)
          .list(
              row ->
                  held.put(
                      row.getObject("id", UUID.class),
                      new Held(
                          row.getObject("lease_token", UUID.class),
                          Duration.ofMillis((long) (row.getDouble("lease_left") * 1000)))));
    }
    return held;
  }

  /** Adds to what the rows have used. Runs keep their own account, step by step. */
  void add(Connection connection, SubjectTable table, Map<UUID, Used> used) {
    if (used.isEmpty() || table != SubjectTable.CONTENT_REQUEST) {
      return;
    }
    Map<UUID, Used> sorted = new TreeMap<>(used);
    List<Used> values = List.copyOf(sorted.values());
    ADD_TO_REQUESTS
        .on(connection)
        .bindArray("ids", "uuid", sorted.keySet())
        .bindArray("inputTokens", "int8", values.stream().map(Used::inputTokens).toList())
        .bindArray("outputTokens", "int8", values.stream().map(Used::outputTokens).toList())
        .bindArray("images", "int4", values.stream().map(Used::images).toList())
        .bindArray("costs", "numeric", values.stream().map(Used::cost).toList())
        .update();
  }
}
