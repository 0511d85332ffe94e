package dev.millrace.worker.intake;

import dev.millrace.content.Accepted;
import dev.millrace.content.ContentFormat;
import dev.millrace.content.ContentRequestRepository;
import dev.millrace.content.Hold;
import dev.millrace.content.Intake;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Instance;
import dev.millrace.worker.work.ClaimedRequest;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The transition {@code pending → processing} of {@code content_requests}, for a set of deliveries.
 */
@Singleton
class ClaimRepository {
  /**
   * Rows are locked in the order of their ids, and found by the array of them: the planner takes a
   * join with a locking step for one that reaches a good part of the table, and would read all of
   * it. A row whose lease already bears the delivery's token was claimed by an earlier try of this
   * very statement. A row that comes more than a moment too early is handed to the sweep, since its
   * message will be acknowledged. A row without a place in its organization is left to wait.
   */
  private static final Sql CLAIM =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :dispatches, :tokens) AS i (id, dispatch, token)
          ), locked AS (
            SELECT r.*, i.token,
                   coalesce(i.dispatch < r.dispatch, false) AS outdated,
                   r.status = 'pending' AND r.next_publish_at IS NULL AS placeless,
                   r.status = 'pending' AND r.next_publish_at IS NOT NULL
                     AND coalesce(i.dispatch >= r.dispatch, true) AS waiting,
                   coalesce(extract(epoch FROM r.not_before - now()), 0) AS early_seconds
            FROM content_requests r JOIN input i USING (id)
            WHERE r.id = ANY (:ids)
            ORDER BY r.id
            FOR UPDATE OF r
          ), claimed AS (
            UPDATE content_requests r
            SET status = 'processing',
                lease_token = l.token,
                lease_owner = :owner,
                lease_until = now() + :lease * interval '1 second',
                next_publish_at = now() + (:lease + :rescueAfter) * interval '1 second',
                publications = 0,
                wait_reason = NULL,
                progress = 0,
                stage = NULL,
                started_at = coalesce(r.started_at, now()),
                event_seq = r.event_seq + 1,
                updated_at = now()
            FROM locked l
            WHERE r.id = l.id AND r.id = ANY (:ids) AND l.waiting AND l.early_seconds <= 0
            RETURNING r.id, r.event_seq, r.retry_count
          ), parked AS (
            UPDATE content_requests r
            SET published_at = NULL, next_publish_at = r.not_before
            FROM locked l
            WHERE r.id = l.id AND r.id = ANY (:ids) AND l.waiting AND l.early_seconds > :longestHold
          ), events AS (
            INSERT INTO request_events (request_id, seq, event, data)
            SELECT id, event_seq, 'started', jsonb_build_object('attempt', retry_count + 1)
            FROM claimed
          )
          SELECT id, token, organization_id, correlation_id, topic, grade_level, format, interests, retry_count,
                 max_attempts, dispatch, trace_parent, published_at, status, outdated, placeless, early_seconds,
                 (waiting AND early_seconds <= 0) OR (status = 'processing' AND lease_token = token) AS taken
          FROM locked
          """);

  private final ContentRequestRepository requests;
  private final WorkerConfig config;
  private final DispatchConfig dispatch;
  private final Instance instance;

  ClaimRepository(
      ContentRequestRepository requests,
      WorkerConfig config,
      DispatchConfig dispatch,
      Instance instance) {
    this.requests = requests;
    this.config = config;
    this.dispatch = dispatch;
    this.instance = instance;
  }

  /** Claims each delivery's row, making the rows that are missing; answers in the same order. */
  List<Claim<ClaimedRequest>> claim(Connection connection, List<Delivery> deliveries) {
    Map<UUID, UUID> rowsByToken = new HashMap<>();
    deliveries.forEach(delivery -> rowsByToken.put(delivery.token(), delivery.namedRow()));
    Map<UUID, Attempt> attempts = attempt(connection, deliveries, rowsByToken);

    List<Delivery> rowless =
        deliveries.stream()
            .filter(delivery -> !attempts.containsKey(rowsByToken.get(delivery.token())))
            .toList();
    if (!rowless.isEmpty()) {
      attempts.putAll(makeRows(connection, rowless, rowsByToken));
      List<Delivery> unclaimed =
          rowless.stream()
              .filter(delivery -> !attempts.containsKey(rowsByToken.get(delivery.token())))
              .toList();
      attempts.putAll(attempt(connection, unclaimed, rowsByToken));
    }
    return deliveries.stream().map(delivery -> claimOf(delivery, rowsByToken, attempts)).toList();
  }

  private static Claim<ClaimedRequest> claimOf(
      Delivery delivery, Map<UUID, UUID> rowsByToken, Map<UUID, Attempt> attempts) {
    Attempt attempt = attempts.get(rowsByToken.get(delivery.token()));
    // A row that vanished between its making and its claim was deleted by an operator.
    return attempt == null ? new Claim.Ended<>() : attempt.claimOf(delivery);
  }

  /**
   * Makes the rows of foreign messages, and holds those that are new and have a place; the others
   * are to be claimed.
   */
  private Map<UUID, Attempt> makeRows(
      Connection connection, List<Delivery> deliveries, Map<UUID, UUID> rowsByToken) {
    List<Intake> intakes = deliveries.stream().map(Delivery::toIntake).toList();
    Map<UUID, UUID> tokens = new HashMap<>();
    for (int index = 0; index < intakes.size(); index++) {
      tokens.put(intakes.get(index).id(), deliveries.get(index).token());
    }
    List<Accepted> accepted =
        requests.insertHeld(connection, intakes, new Hold(tokens, instance.id(), config.lease()));
    Map<UUID, Attempt> held = new HashMap<>();
    for (int index = 0; index < intakes.size(); index++) {
      Accepted row = accepted.get(index);
      Delivery delivery = deliveries.get(index);
      rowsByToken.put(delivery.token(), row.id());
      if (row.isHeld()) {
        held.put(
            row.id(),
            new Attempt(
                delivery.token(), new Claim.Taken<>(fresh(intakes.get(index)), row.createdAt())));
      }
    }
    return held;
  }

  private static ClaimedRequest fresh(Intake intake) {
    return new ClaimedRequest(
        intake.id(),
        intake.organizationId(),
        intake.correlationId(),
        intake.request().topic(),
        intake.request().gradeLevel(),
        intake.request().format(),
        intake.request().interests(),
        0,
        ContentRequestRepository.MAX_ATTEMPTS,
        1,
        intake.traceParent());
  }

  private Map<UUID, Attempt> attempt(
      Connection connection, List<Delivery> deliveries, Map<UUID, UUID> rowsByToken) {
    Map<UUID, Delivery> chosen = new TreeMap<>();
    for (Delivery delivery : deliveries) {
      UUID row = rowsByToken.get(delivery.token());
      if (row != null) {
        chosen.merge(row, delivery, Delivery::younger);
      }
    }
    Map<UUID, Attempt> attempts = new HashMap<>();
    if (!chosen.isEmpty()) {
      List<Delivery> candidates = List.copyOf(chosen.values());
      CLAIM
          .on(connection)
          .bindArray("ids", "uuid", chosen.keySet())
          .bindArray("dispatches", "int4", candidates.stream().map(Delivery::dispatch).toList())
          .bindArray("tokens", "uuid", candidates.stream().map(Delivery::token).toList())
          .bind("owner", instance.id())
          .bind("lease", Sql.seconds(config.lease()))
          .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
          .bind("longestHold", Sql.seconds(config.longestHold()))
          .list(
              row ->
                  attempts.put(
                      row.getObject("id", UUID.class),
                      new Attempt(row.getObject("token", UUID.class), claim(row))));
    }
    return attempts;
  }

  private static Claim<ClaimedRequest> claim(ResultSet row) throws SQLException {
    if (row.getBoolean("taken")) {
      return new Claim.Taken<>(request(row), Sql.instant(row, "published_at"));
    }
    if (row.getBoolean("outdated")) {
      return new Claim.Outdated<>();
    }
    if (row.getBoolean("placeless")) {
      return new Claim.Placeless<>();
    }
    return switch (RequestStatus.of(row.getString("status")).orElseThrow()) {
      case PENDING ->
          new Claim.TooEarly<>(
              Duration.ofMillis((long) (row.getDouble("early_seconds") * 1000) + 1));
      case PROCESSING -> new Claim.LeasedElsewhere<>();
      case COMPLETED, CANCELLED -> new Claim.Ended<>();
      case FAILED -> new Claim.AlreadyFailed<>();
    };
  }

  private static ClaimedRequest request(ResultSet row) throws SQLException {
    return new ClaimedRequest(
        row.getObject("id", UUID.class),
        row.getString("organization_id"),
        row.getString("correlation_id"),
        row.getString("topic"),
        row.getString("grade_level"),
        ContentFormat.of(row.getString("format")).orElseThrow(),
        List.of((String[]) row.getArray("interests").getArray()),
        row.getInt("retry_count"),
        row.getInt("max_attempts"),
        row.getInt("dispatch"),
        row.getString("trace_parent"));
  }

  /** What became of a row, and the token of the one delivery of the set that tried. */
  private record Attempt(UUID token, Claim<ClaimedRequest> claim) {
    /** A second delivery of a row finds it leased by the first. */
    Claim<ClaimedRequest> claimOf(Delivery delivery) {
      return claim instanceof Claim.Taken && !token.equals(delivery.token())
          ? new Claim.LeasedElsewhere<>()
          : claim;
    }
  }
}
