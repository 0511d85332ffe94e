package dev.millrace.content;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Intake and reading of {@code content_requests}, for every service. The transitions of a row live
 * with the service that owns them.
 */
@Singleton
public final class ContentRequestRepository {
  private static final Sql INSERT =
      Sql.of(
          """
          WITH input AS (
            SELECT *
            FROM unnest(:ids, :organizations, :correlations, :students, :topics, :grades, :formats, :interests,
                        :metadata, :notBefore, :callbacks, :traceParents, :tokens, :refused)
              AS i (id, organization_id, correlation_id, student_id, topic, grade_level, format, interests,
                    metadata, not_before, callback_url, trace_parent, token, refused)
          ), decided AS (
            SELECT *,
                   not_before > now() IS TRUE AS waits,
                   refused AND not_before > now() IS NOT TRUE AS placeless,
                   token IS NOT NULL AND NOT refused AND not_before > now() IS NOT TRUE AS held
            FROM input
          ), inserted AS (
            INSERT INTO content_requests
              (id, organization_id, correlation_id, student_id, topic, grade_level, format, interests, metadata,
               trace_parent, not_before, callback_url, max_attempts, status, lease_token, lease_owner, lease_until, started_at,
               wait_reason, published_at, next_publish_at, event_seq)
            SELECT id, organization_id, correlation_id, student_id, topic, grade_level, format, interests::text[],
                   metadata::jsonb, trace_parent, not_before, callback_url, :maxAttempts,
                   CASE WHEN held THEN 'processing' ELSE 'pending' END,
                   CASE WHEN held THEN token END,
                   CASE WHEN held THEN :owner END,
                   CASE WHEN held THEN now() + :lease * interval '1 second' END,
                   CASE WHEN held THEN now() END,
                   CASE WHEN waits THEN 'not_before' WHEN placeless THEN 'organization_limit' END,
                   CASE WHEN waits OR placeless THEN NULL ELSE now() END,
                   CASE WHEN waits THEN not_before
                        WHEN placeless THEN NULL
                        ELSE now() + (:rescueAfter + CASE WHEN held THEN :lease ELSE 0 END) * interval '1 second' END,
                   CASE WHEN held THEN 2 ELSE 1 END
            FROM decided
            ON CONFLICT (organization_id, correlation_id) DO NOTHING
            RETURNING id, created_at, published_at IS NOT NULL AS due, status = 'processing' AS held,
                      next_publish_at IS NULL AS placeless
          ), events AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, 1, 'accepted', '{}'::jsonb FROM inserted
            UNION ALL
            SELECT id, 2, 'started', '{"attempt": 1}'::jsonb FROM inserted WHERE held
          )
          SELECT id, created_at, due, held, placeless FROM inserted
          """);

  private static final Sql EXISTING =
      Sql.of(
          """
          SELECT r.id, r.organization_id, r.correlation_id, r.created_at, r.published_at IS NOT NULL AS due,
                 r.wait_reason IS NOT DISTINCT FROM 'organization_limit' AS placeless
          FROM unnest(:organizations, :correlations) AS i (organization_id, correlation_id)
          JOIN content_requests r USING (organization_id, correlation_id)
          """);

  private static final Sql FIND =
      Sql.of(
          "SELECT " + ContentRequest.COLUMNS + " FROM content_requests r WHERE r.id = ANY (:ids)");

  /** How many attempts a new request has. */
  public static final int MAX_ATTEMPTS = 5;

  private final RescueTime rescue;
  private final Places places;

  ContentRequestRepository(RescueTime rescue, Places places) {
    this.rescue = rescue;
    this.places = places;
  }

  /** A fresh id, ordered by time (UUID version 7, RFC 9562). */
  public static UUID newId() {
    return UuidCreator.getTimeOrderedEpochFast();
  }

  /**
   * Inserts a set of requests, each unless its correlation id is known. Answers in the order of the
   * intakes. Repeating the same intakes, or two of one correlation id in a set, does no harm. Those
   * for which their organization has no place are there, and not to be published.
   */
  public List<Accepted> insert(Connection connection, List<Intake> intakes) {
    return insert(connection, intakes, Hold.NOBODY);
  }

  /**
   * As {@link #insert}, and holds the lease of each row that is new and need not wait: a worker
   * that makes the row of a message goes on to work on it, at the cost of one write instead of two.
   */
  public List<Accepted> insertHeld(Connection connection, List<Intake> intakes, Hold hold) {
    return insert(connection, intakes, hold);
  }

  private List<Accepted> insert(Connection connection, List<Intake> intakes, Hold hold) {
    List<Intake> sorted =
        intakes.stream()
            .sorted(
                Comparator.comparing(Intake::organizationId).thenComparing(Intake::correlationId))
            .toList();
    Map<UUID, Accepted> inserted = new HashMap<>();
    bind(INSERT.on(connection), sorted)
        .bindArray(
            "tokens",
            "uuid",
            sorted.stream().map(intake -> hold.tokens().get(intake.id())).toList())
        .bindArray(
            "refused", "bool", places.refused(connection, texts(sorted, Intake::organizationId)))
        .bind("owner", hold.owner())
        .bind("lease", Sql.seconds(hold.length()))
        .bind("maxAttempts", MAX_ATTEMPTS)
        .bind("rescueAfter", Sql.seconds(rescue.rescueAfter()))
        .list(
            row -> {
              UUID id = row.getObject("id", UUID.class);
              return inserted.put(
                  id,
                  new Accepted(
                      id,
                      true,
                      row.getBoolean("due"),
                      row.getBoolean("held"),
                      row.getBoolean("placeless"),
                      Sql.requiredInstant(row, "created_at")));
            });
    List<Intake> missing =
        sorted.stream().filter(intake -> !inserted.containsKey(intake.id())).toList();
    Map<Key, Accepted> existing = missing.isEmpty() ? Map.of() : existing(connection, missing);
    return intakes.stream()
        .map(
            intake -> {
              Accepted own = inserted.get(intake.id());
              return own != null ? own : known(intake, existing);
            })
        .toList();
  }

  /** The row of an id, whoever's it is. */
  public Optional<ContentRequest> find(Connection connection, UUID id) {
    return find(connection, List.of(id)).stream().findFirst();
  }

  /** The rows of these ids, in no order; unknown ids are left out. */
  public List<ContentRequest> find(Connection connection, List<UUID> ids) {
    return FIND.on(connection).bindArray("ids", "uuid", ids).list(ContentRequest::read);
  }

  private static Accepted known(Intake intake, Map<Key, Accepted> existing) {
    Accepted found = existing.get(new Key(intake.organizationId(), intake.correlationId()));
    if (found == null) {
      throw new IllegalStateException("Neither inserted nor found: " + intake.correlationId());
    }
    // Finding one's own id means that an earlier try of this very intake was committed.
    boolean isOwn = found.id().equals(intake.id());
    return new Accepted(
        found.id(), isOwn, isOwn && found.isDue(), false, found.isPlaceless(), found.createdAt());
  }

  private static Map<Key, Accepted> existing(Connection connection, List<Intake> missing) {
    Map<Key, Accepted> existing = new HashMap<>();
    EXISTING
        .on(connection)
        .bindArray("organizations", "text", texts(missing, Intake::organizationId))
        .bindArray("correlations", "text", texts(missing, Intake::correlationId))
        .list(
            row ->
                existing.put(
                    new Key(row.getString("organization_id"), row.getString("correlation_id")),
                    new Accepted(
                        row.getObject("id", UUID.class),
                        false,
                        row.getBoolean("due"),
                        false,
                        row.getBoolean("placeless"),
                        Sql.requiredInstant(row, "created_at"))));
    return existing;
  }

  private static Sql.Call bind(Sql.Call call, List<Intake> intakes) {
    return call.bindArray("ids", "uuid", intakes.stream().map(Intake::id).toList())
        .bindArray("organizations", "text", texts(intakes, Intake::organizationId))
        .bindArray("correlations", "text", texts(intakes, Intake::correlationId))
        .bindArray("students", "text", texts(intakes, intake -> intake.request().studentId()))
        .bindArray("topics", "text", texts(intakes, intake -> intake.request().topic()))
        .bindArray("grades", "text", texts(intakes, intake -> intake.request().gradeLevel()))
        .bindArray(
            "formats", "text", texts(intakes, intake -> intake.request().format().wireName()))
        .bindArray(
            "interests",
            "text",
            texts(intakes, intake -> Sql.arrayLiteral(intake.request().interests())))
        .bindArray(
            "metadata",
            "text",
            texts(intakes, intake -> ContentRequestCodec.text(intake.request().metadata())))
        .bindArray(
            "notBefore",
            "timestamptz",
            intakes.stream().map(intake -> intake.request().notBefore()).toList())
        .bindArray(
            "callbacks",
            "text",
            intakes.stream().map(intake -> intake.request().callbackUrl()).toList())
        .bindArray("traceParents", "text", intakes.stream().map(Intake::traceParent).toList());
  }

  private static List<String> texts(List<Intake> intakes, Function<Intake, String> field) {
    return intakes.stream().map(field).toList();
  }

  private record Key(String organizationId, String correlationId) {}
}
