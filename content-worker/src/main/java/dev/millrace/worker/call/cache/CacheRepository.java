package dev.millrace.worker.call.cache;

import dev.millrace.database.Sql;
import dev.millrace.providercall.SubjectSql;
import dev.millrace.providercall.SubjectTable;
import dev.millrace.worker.model.ModelName;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code call_cache}. */
@Singleton
class CacheRepository {
  /** That an answer was used is written at most once an hour. */
  private static final Sql FIND =
      Sql.of(
          """
          WITH input AS (
            SELECT DISTINCT organization_id, work_hash
            FROM unnest(:organizations, :hashes) AS i (organization_id, work_hash)
          ), found AS (
            SELECT c.*
            FROM call_cache c JOIN input USING (organization_id, work_hash)
            WHERE c.used_at > now() - :retention * interval '1 second'
          ), stale AS (
            SELECT c.organization_id, c.work_hash
            FROM call_cache c JOIN found USING (organization_id, work_hash)
            WHERE c.used_at < now() - interval '1 hour'
            ORDER BY c.organization_id, c.work_hash
            FOR UPDATE OF c SKIP LOCKED
          ), used AS (
            UPDATE call_cache c
            SET used_at = now()
            FROM stale s
            WHERE c.organization_id = s.organization_id AND c.work_hash = s.work_hash
          )
          SELECT organization_id, work_hash, answer, media_type, width, height FROM found
          """);

  private static final SubjectSql BYPASSING =
      SubjectSql.of("SELECT id FROM %s WHERE id = ANY (:ids) AND metadata ->> 'cache' = 'off'");

  private static final Sql KEEP =
      Sql.of(
          """
          INSERT INTO call_cache
            (organization_id, work_hash, provider, model, kind, answer, media_type, width, height)
          SELECT organization_id, work_hash, provider, model, kind, answer, media_type, nullif(width, 0),
                 nullif(height, 0)
          FROM unnest(:organizations, :hashes, :providers, :models, :kinds, :answers, :mediaTypes, :widths, :heights)
            AS i (organization_id, work_hash, provider, model, kind, answer, media_type, width, height)
          ON CONFLICT (organization_id, work_hash)
          DO UPDATE SET answer = excluded.answer, media_type = excluded.media_type, width = excluded.width,
                        height = excluded.height, created_at = now(), used_at = now()
          """);

  private static final Sql PRUNE =
      Sql.of(
          """
          DELETE FROM call_cache
          WHERE ctid IN (
            SELECT ctid FROM call_cache
            WHERE used_at < now() - :retention * interval '1 second'
            ORDER BY used_at
            LIMIT :most
          )
          """);

  private static final Sql SIZE =
      Sql.of("SELECT coalesce(sum(octet_length(answer)), 0) AS bytes FROM call_cache");

  /** The oldest go, as many as make up for what is too much, and no more than a set. */
  private static final Sql SHRINK =
      Sql.of(
          """
          DELETE FROM call_cache
          WHERE ctid IN (
            SELECT ctid
            FROM (
              SELECT ctid, sum(bytes) OVER (ORDER BY used_at, ctid) - bytes AS before
              FROM (
                SELECT ctid, used_at, octet_length(answer) AS bytes
                FROM call_cache
                ORDER BY used_at
                LIMIT :most
              ) oldest
            ) counted
            WHERE before < :excess
          )
          """);

  private final CacheConfig config;

  CacheRepository(CacheConfig config) {
    this.config = config;
  }

  /** What is to be kept. */
  record Entry(CacheKey key, ModelName model, String kind, KeptAnswer answer) {}

  /** What there is, in the order of the questions. */
  List<CacheLookup> find(Connection connection, List<CacheQuestion> questions) {
    Set<UUID> bypassing = bypassing(connection, questions);
    Map<CacheKey, KeptAnswer> found = found(connection, of(questions, CacheQuestion::key));
    return questions.stream().map(question -> lookup(question, bypassing, found)).toList();
  }

  private static CacheLookup lookup(
      CacheQuestion question, Set<UUID> bypassing, Map<CacheKey, KeptAnswer> found) {
    if (bypassing.contains(question.subject())) {
      return new CacheLookup.Bypassed();
    }
    KeptAnswer answer = found.get(question.key());
    return answer == null ? new CacheLookup.Missing() : new CacheLookup.Kept(answer);
  }

  private static Set<UUID> bypassing(Connection connection, List<CacheQuestion> questions) {
    Map<SubjectTable, Set<UUID>> subjects = new EnumMap<>(SubjectTable.class);
    questions.forEach(
        question ->
            subjects
                .computeIfAbsent(question.table(), _ -> new HashSet<>())
                .add(question.subject()));
    Set<UUID> bypassing = new HashSet<>();
    subjects.forEach(
        (table, ids) ->
            bypassing.addAll(
                BYPASSING
                    .of(table)
                    .on(connection)
                    .bindArray("ids", "uuid", ids)
                    .list(row -> row.getObject("id", UUID.class))));
    return bypassing;
  }

  private Map<CacheKey, KeptAnswer> found(Connection connection, List<CacheKey> keys) {
    Map<CacheKey, KeptAnswer> found = new HashMap<>();
    FIND.on(connection)
        .bindArray("organizations", "text", of(keys, CacheKey::organizationId))
        .bindArray("hashes", "bytea", of(keys, CacheKey::hash))
        .bind("retention", Sql.seconds(config.retention()))
        .list(
            row ->
                found.put(
                    new CacheKey(
                        row.getString("organization_id"),
                        HexFormat.of().formatHex(row.getBytes("work_hash"))),
                    new KeptAnswer(
                        row.getBytes("answer"),
                        row.getString("media_type"),
                        row.getInt("width"),
                        row.getInt("height"))));
    return found;
  }

  /** Keeps a set of answers; of two to equal work, the later. */
  List<Boolean> keep(Connection connection, List<Entry> entries) {
    Map<String, Entry> latest = new TreeMap<>();
    entries.forEach(
        entry -> latest.put(entry.key.organizationId() + ' ' + entry.key.work(), entry));
    List<Entry> sorted = List.copyOf(latest.values());
    KEEP.on(connection)
        .bindArray("organizations", "text", of(sorted, entry -> entry.key.organizationId()))
        .bindArray("hashes", "bytea", of(sorted, entry -> entry.key.hash()))
        .bindArray("providers", "text", of(sorted, entry -> entry.model.provider()))
        .bindArray("models", "text", of(sorted, entry -> entry.model.model()))
        .bindArray("kinds", "text", of(sorted, Entry::kind))
        .bindArray("answers", "bytea", of(sorted, entry -> entry.answer.bytes()))
        .bindArray("mediaTypes", "text", mediaTypes(sorted))
        .bindArray("widths", "int4", of(sorted, entry -> entry.answer.width()))
        .bindArray("heights", "int4", of(sorted, entry -> entry.answer.height()))
        .update();
    return entries.stream().map(_ -> true).toList();
  }

  /** Forgets answers that nobody has asked for in a long time. */
  int prune(Connection connection, int most) {
    return PRUNE
        .on(connection)
        .bind("retention", Sql.seconds(config.retention()))
        .bind("most", most)
        .update();
  }

  /** Forgets what is more than the cache may hold. */
  int shrink(Connection connection, int most) {
    long bytes = SIZE.on(connection).first(row -> row.getLong("bytes")).orElse(0L);
    return bytes <= config.mostBytes()
        ? 0
        : SHRINK
            .on(connection)
            .bind("excess", bytes - config.mostBytes())
            .bind("most", most)
            .update();
  }

  private static List<@Nullable String> mediaTypes(List<Entry> entries) {
    List<@Nullable String> values = new ArrayList<>(entries.size());
    entries.forEach(entry -> values.add(entry.answer.mediaType()));
    return values;
  }

  private static <T, R> List<R> of(List<T> items, Function<T, R> field) {
    return items.stream().map(field).toList();
  }
}
