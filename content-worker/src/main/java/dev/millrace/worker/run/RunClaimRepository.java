package dev.millrace.worker.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.command.RunReports;
import dev.millrace.content.ContentRequestCodec;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.dispatch.DispatchConfig;
import dev.millrace.run.AgentRunRepository;
import dev.millrace.run.RunKind;
import dev.millrace.worker.WorkerConfig;
import dev.millrace.worker.heartbeat.Instance;
import dev.millrace.worker.intake.Claim;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transition {@code pending → processing} of {@code agent_runs}, one row at a time. */
@Singleton
class RunClaimRepository {
  private static final Sql LOCK =
      Sql.of(
          """
          SELECT id, organization_id, correlation_id, kind, prompt, shop, parameters, retry_count, max_attempts, dispatch,
                 trace_parent, published_at, status, lease_token,
                 coalesce(extract(epoch FROM not_before - now()), 0) AS early_seconds
          FROM agent_runs
          WHERE id = :id
          FOR UPDATE
          """);

  private static final Sql CLAIM =
      Sql.of(
          """
          WITH claimed AS (
            UPDATE agent_runs
            SET status = 'processing',
                lease_token = :token,
                lease_owner = :owner,
                lease_until = now() + :lease * interval '1 second',
                next_publish_at = now() + (:lease + :rescueAfter) * interval '1 second',
                publications = 0,
                wait_reason = NULL,
                progress = :progress,
                stage = :stage,
                started_at = coalesce(started_at, now()),
                event_seq = event_seq + 1,
                updated_at = now()
            WHERE id = :id
            RETURNING id, event_seq, retry_count, stage
          )
          INSERT INTO agent_run_events (run_id, seq, event, data)
          SELECT id, event_seq, 'started', jsonb_build_object('attempt', retry_count + 1, 'stage', stage)
          FROM claimed
          """);

  /** Its message will be acknowledged, so it is handed to the sweep. */
  private static final Sql PARK =
      Sql.of(
          "UPDATE agent_runs SET published_at = NULL, next_publish_at = not_before WHERE id = :id");

  private static final Sql FINISHED =
      Sql.of("SELECT step, round, output::text AS output FROM agent_logs WHERE run_id = :id");

  private final AgentRunRepository runs;
  private final RunReports reports;
  private final WorkerConfig config;
  private final DispatchConfig dispatch;
  private final Instance instance;

  RunClaimRepository(
      AgentRunRepository runs,
      RunReports reports,
      WorkerConfig config,
      DispatchConfig dispatch,
      Instance instance) {
    this.runs = runs;
    this.reports = reports;
    this.config = config;
    this.dispatch = dispatch;
    this.instance = instance;
  }

  /** Claims a delivery's row, making it if it is missing. */
  Claim<ClaimedRun> claim(Connection connection, RunDelivery delivery) {
    UUID named = delivery.namedRow();
    Optional<Row> row = named == null ? Optional.empty() : lock(connection, named);
    return row.or(() -> lock(connection, make(connection, delivery)))
        .map(found -> claim(connection, delivery, found))
        // A row that vanished between its making and its claim was deleted by an operator.
        .orElseGet(Claim.Ended::new);
  }

  /** From now on the row is what is published, and no longer the schedule's command. */
  private UUID make(Connection connection, RunDelivery delivery) {
    UUID id = runs.insert(connection, delivery.toIntake()).id();
    if (RunReports.isExecutionKey(delivery.correlationId())) {
      reports.received(
          connection,
          List.of(new RunReports.Received(delivery.correlationId(), delivery.organizationId())));
    }
    return id;
  }

  private Claim<ClaimedRun> claim(Connection connection, RunDelivery delivery, Row row) {
    if (row.isHeldBy(delivery)) {
      return new Claim.Taken<>(row.claimed(history(connection, row)), row.publishedAt);
    }
    if (delivery.dispatch() != null && delivery.dispatch() < row.dispatch) {
      return new Claim.Outdated<>();
    }
    return switch (row.status) {
      case PENDING -> pending(connection, delivery, row);
      case PROCESSING -> new Claim.LeasedElsewhere<>();
      case COMPLETED, CANCELLED -> new Claim.Ended<>();
      case FAILED -> new Claim.AlreadyFailed<>();
    };
  }

  private Claim<ClaimedRun> pending(Connection connection, RunDelivery delivery, Row row) {
    if (row.early.isPositive()) {
      if (row.early.compareTo(config.longestHold()) > 0) {
        PARK.on(connection).bind("id", row.id).update();
      }
      return new Claim.TooEarly<>(row.early);
    }
    History history = history(connection, row);
    Turn next = Course.next(row.kind, history);
    CLAIM
        .on(connection)
        .bind("id", row.id)
        .bind("token", delivery.token())
        .bind("owner", instance.id())
        .bind("lease", Sql.seconds(config.lease()))
        .bind("rescueAfter", Sql.seconds(dispatch.rescueAfter()))
        .bind("progress", Course.progress(row.kind, next))
        .bind("stage", next.step().wireName())
        .update();
    return new Claim.Taken<>(row.claimed(history), row.publishedAt);
  }

  private static Optional<Row> lock(Connection connection, UUID id) {
    return LOCK.on(connection).bind("id", id).first(Row::read);
  }

  private static History history(Connection connection, Row row) {
    Map<Turn, ObjectNode> outputs = new HashMap<>();
    FINISHED
        .on(connection)
        .bind("id", row.id)
        .list(
            log ->
                outputs.put(
                    new Turn(Step.of(log.getString("step")), log.getInt("round")),
                    ContentRequestCodec.parseObject(log.getString("output"))));
    return new History(outputs);
  }

  private record Row(
      UUID id,
      String organizationId,
      String correlationId,
      RunKind kind,
      String prompt,
      @Nullable String shop,
      ObjectNode parameters,
      int retryCount,
      int maxAttempts,
      int dispatch,
      @Nullable String traceParent,
      @Nullable Instant publishedAt,
      RequestStatus status,
      @Nullable UUID token,
      Duration early) {

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getObject("id", UUID.class),
          row.getString("organization_id"),
          row.getString("correlation_id"),
          RunKind.of(row.getString("kind")).orElseThrow(),
          row.getString("prompt"),
          row.getString("shop"),
          ContentRequestCodec.parseObject(row.getString("parameters")),
          row.getInt("retry_count"),
          row.getInt("max_attempts"),
          row.getInt("dispatch"),
          row.getString("trace_parent"),
          Sql.instant(row, "published_at"),
          RequestStatus.of(row.getString("status")).orElseThrow(),
          row.getObject("lease_token", UUID.class),
          early(row.getDouble("early_seconds")));
    }

    /** By an earlier try of this very claim. */
    boolean isHeldBy(RunDelivery delivery) {
      return status == RequestStatus.PROCESSING && delivery.token().equals(token);
    }

    ClaimedRun claimed(History history) {
      return new ClaimedRun(
          id,
          organizationId,
          correlationId,
          kind,
          prompt,
          shop,
          parameters,
          retryCount,
          maxAttempts,
          traceParent,
          history);
    }

    private static Duration early(double seconds) {
      return seconds <= 0 ? Duration.ZERO : Duration.ofMillis((long) (seconds * 1000) + 1);
    }
  }
}
