package dev.millrace.catalog;

import dev.millrace.content.ContentRequestCodec;
import dev.millrace.database.Sql;
import dev.millrace.paging.Cursor;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The queue of jobs: filing and reading. Working on jobs is the worker's. */
@Singleton
public final class JobRepository {
  private static final int MOST_TRIES = 3;

  /** In the order of their keys, so that two sets wait for each other in one direction only. */
  private static final Sql FILE =
      Sql.of(
          """
          INSERT INTO catalog_jobs
            (id, type, mode, exercise_id, subject_key, dedupe_key, priority, finding, reason, payload, filed_by,
             filed_in_run, organization_id, provider, model, prompt_version, cost)
          SELECT i.id, i.type, i.mode, i.exercise_id, i.subject_key, i.dedupe_key, i.priority, i.finding, i.reason,
                 i.payload::jsonb, i.filed_by, i.run, i.organization, i.provider, i.model, i.prompt_version, i.cost
          FROM unnest(:ids, :types, :modes, :exercises, :subjects, :dedupeKeys, :priorities, :findings, :reasons,
                      :payloads, :filers, :runs, :organizations, :providers, :models, :promptVersions, :costs)
            AS i (id, type, mode, exercise_id, subject_key, dedupe_key, priority, finding, reason, payload, filed_by,
                  run, organization, provider, model, prompt_version, cost)
          ORDER BY i.dedupe_key, i.mode
          ON CONFLICT (dedupe_key, mode) WHERE status IN ('queued', 'running', 'blocked') DO NOTHING
          RETURNING id
          """);

  private static final Sql OPEN =
      Sql.of(
          """
          SELECT id, dedupe_key, mode
          FROM catalog_jobs
          WHERE dedupe_key = ANY (:dedupeKeys) AND status IN ('queued', 'running', 'blocked')
          """);

  private static final Sql FIND =
      Sql.of("SELECT " + CatalogJob.COLUMNS + " FROM catalog_jobs j WHERE id = :id");

  private static final Sql FIND_ARCHIVED =
      Sql.of("SELECT " + CatalogJob.COLUMNS + " FROM catalog_jobs_archive j WHERE id = :id");

  private static final Sql COUNT =
      Sql.of(
          """
          SELECT type, mode, status, count(*) AS jobs, min(created_at) AS oldest
          FROM catalog_jobs
          GROUP BY type, mode, status
          ORDER BY status, mode, type
          """);

  /**
   * Files jobs, in the order of the answers. What an open job asks for already is not filed again.
   */
  public List<FiledJob> file(Connection connection, List<NewJob> jobs) {
    Map<Key, FiledJob> filed = new HashMap<>();
    List<NewJob> missing = jobs;
    for (int tries = 0; !missing.isEmpty() && tries < MOST_TRIES; tries++) {
      Map<UUID, NewJob> byId = new HashMap<>();
      missing.forEach(job -> byId.put(job.id(), job));
      insert(connection, missing)
          .forEach(id -> filed.put(Key.of(byId.get(id)), new FiledJob(id, true)));
      open(connection, missing)
          .forEach((key, id) -> filed.putIfAbsent(key, new FiledJob(id, false)));
      // One that was open and has ended meanwhile is not asked for any more.
      missing = missing.stream().filter(job -> !filed.containsKey(Key.of(job))).toList();
    }
    List<FiledJob> answers = new ArrayList<>();
    for (NewJob job : jobs) {
      FiledJob known = filed.get(Key.of(job));
      answers.add(
          known == null
              ? new FiledJob(job.id(), false)
              : new FiledJob(known.id(), known.isNew() && known.id().equals(job.id())));
    }
    return answers;
  }

  /** The job of that id, also when it is archived. */
  public Optional<CatalogJob> find(Connection connection, UUID id) {
    return FIND.on(connection)
        .bind("id", id)
        .first(CatalogJob::read)
        .or(() -> FIND_ARCHIVED.on(connection).bind("id", id).first(CatalogJob::read));
  }

  /** Jobs, the newest first. */
  public List<CatalogJob> list(
      Connection connection, JobFilter filter, @Nullable Cursor cursor, int limit) {
    String table = filter.isArchived() ? "catalog_jobs_archive" : "catalog_jobs";
    return new Listing("SELECT " + CatalogJob.COLUMNS + " FROM " + table + " j", "j.created_at")
        .where(
            filter.status(),
            "j.status = :status",
            (call, status) -> call.bind("status", status.wireName()))
        .where(filter.type(), "j.type = :type", (call, type) -> call.bind("type", type.wireName()))
        .where(filter.mode(), "j.mode = :mode", (call, mode) -> call.bind("mode", mode.wireName()))
        .where(
            filter.exerciseId(),
            "j.exercise_id = :exercise",
            (call, id) -> call.bind("exercise", id))
        .where(
            filter.createdAfter(),
            "j.created_at > :after",
            (call, time) -> call.bind("after", time))
        .where(
            filter.createdBefore(),
            "j.created_at < :before",
            (call, time) -> call.bind("before", time))
        .after(cursor, "j.id")
        .list(connection, "j.id", limit, CatalogJob::read);
  }

  /** How many jobs the queue holds, by type, mode and status. */
  public List<QueueCount> count(Connection connection) {
    return COUNT
        .on(connection)
        .list(
            row ->
                new QueueCount(
                    JobType.of(row.getString("type")).orElseThrow(),
                    JobMode.of(row.getString("mode")).orElseThrow(),
                    JobStatus.of(row.getString("status")).orElseThrow(),
                    row.getLong("jobs"),
                    Sql.requiredInstant(row, "oldest")));
  }

  private static List<UUID> insert(Connection connection, List<NewJob> jobs) {
    return FILE.on(connection)
        .bindArray("ids", "uuid", each(jobs, NewJob::id))
        .bindArray("types", "text", each(jobs, job -> job.type().wireName()))
        .bindArray("modes", "text", each(jobs, job -> job.mode().wireName()))
        .bindArray("exercises", "uuid", each(jobs, NewJob::exerciseId))
        .bindArray("subjects", "text", each(jobs, NewJob::subjectKey))
        .bindArray("dedupeKeys", "text", each(jobs, NewJob::dedupeKey))
        .bindArray("priorities", "int4", each(jobs, NewJob::priority))
        .bindArray("findings", "text", each(jobs, NewJob::finding))
        .bindArray("reasons", "text", each(jobs, NewJob::reason))
        .bindArray("payloads", "text", each(jobs, job -> ContentRequestCodec.text(job.payload())))
        .bindArray("filers", "text", each(jobs, job -> job.by().name()))
        .bindArray("runs", "uuid", each(jobs, job -> job.by().run()))
        .bindArray("organizations", "text", each(jobs, job -> job.by().organizationId()))
        .bindArray("providers", "text", finder(jobs, NewJob.Finder::provider))
        .bindArray("models", "text", finder(jobs, NewJob.Finder::model))
        .bindArray("promptVersions", "text", finder(jobs, NewJob.Finder::promptVersion))
        .bindArray(
            "costs",
            "numeric",
            each(
                jobs,
                job -> job.by().finder() == null ? BigDecimal.ZERO : job.by().finder().cost()))
        .list(row -> row.getObject("id", UUID.class));
  }

  private static Map<Key, UUID> open(Connection connection, List<NewJob> jobs) {
    Map<Key, UUID> open = new HashMap<>();
    OPEN.on(connection)
        .bindArray("dedupeKeys", "text", each(jobs, NewJob::dedupeKey))
        .list(
            row ->
                open.put(
                    new Key(row.getString("dedupe_key"), row.getString("mode")),
                    row.getObject("id", UUID.class)));
    return open;
  }

  private static <T> List<@Nullable T> each(
      List<NewJob> jobs, Function<NewJob, @Nullable T> field) {
    List<@Nullable T> values = new ArrayList<>(jobs.size());
    jobs.forEach(job -> values.add(field.apply(job)));
    return values;
  }

  private static List<@Nullable String> finder(
      List<NewJob> jobs, Function<NewJob.Finder, String> field) {
    return each(jobs, job -> Optional.ofNullable(job.by().finder()).map(field).orElse(null));
  }

  private record Key(String dedupeKey, String mode) {
    static Key of(@Nullable NewJob job) {
      return job == null ? new Key("", "") : new Key(job.dedupeKey(), job.mode().wireName());
    }
  }
}
