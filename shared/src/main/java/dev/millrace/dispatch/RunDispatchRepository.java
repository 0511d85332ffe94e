package dev.millrace.dispatch;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.millrace.callback.Callbacks;
import dev.millrace.chat.ChatAnswerRepository;
import dev.millrace.command.RunReports;
import dev.millrace.content.RequestStatus;
import dev.millrace.database.Sql;
import dev.millrace.failure.FailureClass;
import dev.millrace.failure.Fingerprint;
import dev.millrace.providercall.LostCalls;
import dev.millrace.providercall.SubjectTable;
import dev.millrace.run.AgentRun;
import dev.millrace.run.AgentRunCodec;
import dev.millrace.run.BackgroundTasks;
import dev.millrace.run.RunKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What the sweep does to {@code agent_runs}: publication anew, and the end of ended leases. */
@Singleton
final class RunDispatchRepository implements OutboxRepository<RunPublication> {
  private static final Sql MARK_UNPUBLISHED =
      Sql.of(
          """
          WITH input AS (
            SELECT * FROM unnest(:ids, :dispatches) AS i (id, dispatch)
          ), locked AS (
            SELECT r.id
            FROM agent_runs r JOIN input USING (id, dispatch)
            WHERE r.status = 'pending' AND r.id = ANY (:ids)
            ORDER BY r.id
            FOR UPDATE OF r
          )
          UPDATE agent_runs r
          SET published_at = NULL, next_publish_at = now(), publications = greatest(publications - 1, 0)
          WHERE r.id = ANY (ARRAY(SELECT id FROM locked))
          """);

  /**
   * Due is: never published at this dispatch; or published, and overtaken by a younger publication
   * that is being worked on; or published while a worker lives and works on no run at all. The
   * heartbeat's own signs are those of content requests, and say nothing of runs.
   */
  private static final Sql TAKE_DUE =
      Sql.of(
          """
          WITH working AS (
            SELECT max(published_at) AS newest_claim, count(*) = 0 AS none
            FROM agent_runs
            WHERE status = 'processing'
          ), workers AS (
            SELECT newest_claim,
                   none AND EXISTS (SELECT FROM service_heartbeats
                                    WHERE service = 'content-worker' AND seen_at > now() - interval '10 seconds')
                     AS idle
            FROM working
          ), due AS (
            SELECT id FROM agent_runs
            WHERE status = 'pending' AND next_publish_at <= now()
              AND (published_at IS NULL
                   OR published_at < (SELECT CASE WHEN idle THEN 'infinity' ELSE newest_claim END FROM workers))
            ORDER BY published_at NULLS FIRST, next_publish_at
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
          )
          UPDATE agent_runs r
          SET dispatch = dispatch + 1,
              publications = publications + 1,
              published_at = now(),
              wait_reason = NULL,
              next_publish_at = now() + :rescueAfter * interval '1 second' * 2 ^ least(publications, 6)
          WHERE r.id = ANY (ARRAY(SELECT id FROM due))
          RETURNING
          """
              + AgentRun.COLUMNS);

  private static final Sql LOCK_ENDED_LEASES =
      Sql.of(
          """
          SELECT id FROM agent_runs
          WHERE status = 'processing' AND lease_until < now()
          ORDER BY lease_until
          LIMIT :batch
          FOR UPDATE SKIP LOCKED
          """);

  /** As for content requests: the attempt is charged, since work may kill its worker. */
  private static final Sql FREE_ENDED_LEASES =
      Sql.of(
          """
          WITH ended AS (
            SELECT id, retry_count + 1 >= max_attempts OR id = ANY (:unrepeatable) AS spent
            FROM agent_runs
            WHERE id = ANY (:ids)
          ), freed AS (
            UPDATE agent_runs r
            SET status = CASE WHEN spent THEN 'failed' ELSE 'pending' END,
                retry_count = retry_count + 1,
                lease_until = NULL,
                stage = NULL,
                published_at = NULL,
                next_publish_at = CASE WHEN spent THEN NULL ELSE now() END,
                failed_at = CASE WHEN spent THEN now() END,
                error_class = 'outcome_unknown',
                error_message = :message,
                error_fingerprint = :fingerprint,
                event_seq = event_seq + 1,
                updated_at = now()
            FROM ended
            WHERE r.id = ended.id AND r.id = ANY (:ids)
            RETURNING r.*
          ), events AS (
            INSERT INTO agent_run_events (run_id, seq, event, data)
            SELECT id, event_seq, CASE status WHEN 'failed' THEN 'failed' ELSE 'lease_expired' END,
                   jsonb_build_object('retry_count', retry_count, 'worker', lease_owner)
            FROM freed
          )
          SELECT
          """
              + AgentRun.COLUMNS
              + " FROM freed r");

  private static final Sql LETTER =
      Sql.of(
          """
          INSERT INTO dead_letters
            (id, organization_id, run_id, dispatch, correlation_id, subscription, error_class, error_message,
             fingerprint, payload, payload_bytes)
          VALUES (:id, :organization, :run, :dispatch, :correlation, 'lease', 'outcome_unknown', :message, :fingerprint,
                  :payload, length(:payload))
          ON CONFLICT DO NOTHING
          """);

  private static final String LOST_LEASE =
      "The worker stopped renewing its lease; whether its work was done is unknown.";
  private static final String FINGERPRINT =
      Fingerprint.of(FailureClass.OUTCOME_UNKNOWN, LOST_LEASE);

  private final DispatchConfig config;
  private final RunReports reports;
  private final BackgroundTasks tasks;
  private final Callbacks callbacks;
  private final ChatAnswerRepository chat;
  private final LostCalls lostCalls;

  RunDispatchRepository(
      DispatchConfig config,
      RunReports reports,
      BackgroundTasks tasks,
      Callbacks callbacks,
      ChatAnswerRepository chat,
      LostCalls lostCalls) {
    this.config = config;
    this.reports = reports;
    this.tasks = tasks;
    this.callbacks = callbacks;
    this.chat = chat;
    this.lostCalls = lostCalls;
  }

  @Override
  public String idName() {
    return "run_id";
  }

  @Override
  public int markUnpublished(Connection connection, List<RunPublication> publications) {
    List<RunPublication> sorted =
        publications.stream().sorted(Comparator.comparing(RunPublication::id)).toList();
    return MARK_UNPUBLISHED
        .on(connection)
        .bindArray("ids", "uuid", sorted.stream().map(RunPublication::id).toList())
        .bindArray("dispatches", "int4", sorted.stream().map(RunPublication::dispatch).toList())
        .update();
  }

  @Override
  public Due<RunPublication> takeDue(Connection connection, int most) {
    List<RunPublication> due =
        TAKE_DUE
            .on(connection)
            .bind("rescueAfter", Sql.seconds(config.rescueAfter()))
            .bind("batch", most)
            .list(AgentRun::read)
            .stream()
            .map(RunPublication::of)
            .toList();
    return new Due<>(due, due.size());
  }

  @Override
  public List<FreedLease> freeEndedLeases(Connection connection) {
    List<UUID> ids =
        LOCK_ENDED_LEASES
            .on(connection)
            .bind("batch", config.sweepBatch())
            .list(row -> row.getObject("id", UUID.class));
    if (ids.isEmpty()) {
      return List.of();
    }
    List<AgentRun> freed =
        FREE_ENDED_LEASES
            .on(connection)
            .bindArray("ids", "uuid", ids)
            .bindArray(
                "unrepeatable",
                "uuid",
                lostCalls.unrepeatable(
                    connection, SubjectTable.AGENT_RUN, ids, config.onUnknown().mostUnknown()))
            .bind("message", LOST_LEASE)
            .bind("fingerprint", FINGERPRINT)
            .list(AgentRun::read);
    List<AgentRun> failed =
        freed.stream().filter(row -> row.status() == RequestStatus.FAILED).toList();
    failed.forEach(row -> keep(connection, row));
    reports.report(connection, ends(failed));
    callbacks.runsEnded(connection, failed.stream().map(AgentRun::id).toList());
    failed.stream()
        .filter(row -> row.kind() == RunKind.CHAT)
        .forEach(row -> chat.plan(connection, row.id()));
    return freed.stream()
        .map(
            row ->
                new FreedLease(
                    row.id(), row.status(), row.shop(), FailureClass.OUTCOME_UNKNOWN, LOST_LEASE))
        .toList();
  }

  @Override
  public void freed(FreedLease lease) {
    if (lease.status() == RequestStatus.FAILED) {
      tasks.failed(lease.id(), lease.shop(), lease.errorClass(), lease.error());
    }
  }

  private static void keep(Connection connection, AgentRun row) {
    UUID letter = UuidCreator.getTimeOrderedEpoch();
    LETTER
        .on(connection)
        .bind("id", letter)
        .bind("organization", row.organizationId())
        .bind("run", row.id())
        .bind("dispatch", row.dispatch())
        .bind("correlation", row.correlationId())
        .bind("message", LOST_LEASE)
        .bind("fingerprint", FINGERPRINT)
        .bind("payload", AgentRunCodec.encode(row.document()))
        .update();
  }

  private static List<RunReports.End> ends(List<AgentRun> failed) {
    List<RunReports.End> ends = new ArrayList<>();
    for (AgentRun row : failed) {
      if (RunReports.isExecutionKey(row.correlationId())) {
        ends.add(new RunReports.End(row.correlationId(), row.organizationId(), LOST_LEASE));
      }
    }
    return ends;
  }
}
